"""What notebooks of FINN take from finn.util."""
