#define A 1
----
int a[2] = {1, 2;
