/// A simulated batch as its caller sees it: time of the call, what of it is proven rather than run, which numbers of
/// the profile were calibrated, and how a deadlock would open.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "systemc/engines/batch.hpp"
#include "systemc/explain/deadlock_cure.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::tools {

/// One call of the accelerator: all frames back to back, and what the host adds.
struct Call {
  int frames = 0;
  std::int64_t cycles = 0;  ///< first word in to last word out
  double clock_mhz = 0, host_overhead_us = 0;

  double latency_ms() const { return (static_cast<double>(cycles) / clock_mhz + host_overhead_us) / 1000; }
  double throughput_fps() const { return frames / latency_ms() * 1000; }
};

nlohmann::ordered_json call_json(const Call& call);
std::string call_text(const Call& call);

/// Null if every frame was run.
nlohmann::ordered_json period_json(const timing::Batch& batch);
std::string period_text(const timing::Batch& batch);

/// Parameters of timing that were chosen because measurements agree; `profile` is that of the network.
nlohmann::ordered_json calibrated_json(const timing::Profile& profile);
std::string calibrated_text(const timing::Profile& profile);

nlohmann::ordered_json cures_json(const std::vector<timing::Cure>& cures);
std::string cures_text(const std::vector<timing::Cure>& cures);

}  // namespace weir::tools
