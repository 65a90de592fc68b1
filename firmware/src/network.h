// WiFi: joined, watched, joined again.
#pragma once

#include "../lib/scram_core/retry.h"

class Network {
 public:
  void begin();
  /// Looks after the connection; call it often. True while there is an address.
  bool work(scram::UptimeMs now);

 private:
  void join(scram::UptimeMs now);

  scram::ConnectBackoff backoff_;
  bool up_ = false;
  bool joining_ = false;
  bool knowsAccessPoint_ = false;
  bool tryKnownFirst_ = false;
  uint8_t accessPoint_[6] = {};
  int32_t channel_ = 0;
  scram::UptimeMs joinAtMs_ = 0;
  scram::UptimeMs joiningSinceMs_ = 0;
};
