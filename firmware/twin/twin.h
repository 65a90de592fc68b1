// The button as a program: the core, a bench to throw its switch on, and the three paths out.
#pragma once

#include <memory>
#include <random>
#include <string>

#include "../lib/scram_core/line_reader.h"
#include "../lib/scram_core/shown.h"
#include "bench.h"
#include "http_path.h"
#include "nvs_file.h"
#include "options.h"
#include "picture.h"
#include "pty_port.h"

namespace twin {

class Twin {
 public:
  explicit Twin(const Options& options);

  /// One turn: contacts, then paths, then flash, then picture. The same order of importance as on the board.
  void work();
  void watch(std::vector<pollfd>& polled) const;
  /// How long nothing is due, for poll.
  int waitMs() const;
  /// Runs one command and gives the answer: `ok`, `error: …`, or the state.
  std::string command(const std::string& line);
  bool quitting() const { return quitting_; }
  const PtyPort& port() const { return port_; }

 private:
  scram::UptimeMs now() const;
  void boot(const std::string& reason);
  void endBoot();
  void sampleContacts();
  void workUsb();
  void heardOnUsb(std::string_view line);
  void announceUnpaired();
  void topUpCounter();
  void print();
  void sendNoise(uint64_t count);
  std::string netCommand(const std::string& which, bool down);
  std::string usbCommand(bool down);
  Surroundings surroundings() const;

  Options options_;
  NvsFile nvs_;
  PtyPort port_;
  Bench bench_;
  std::unique_ptr<TlsRoot> tls_;
  std::vector<std::unique_ptr<HttpPath>> http_;
  std::unique_ptr<scram::Device> device_;
  scram::LineReader usbLines_;
  std::mt19937_64 noise_;
  std::string resetReason_;
  std::string lastReply_[scram::kPathCount];
  std::string printed_;
  uint64_t bootStartedMs_ = 0;  ///< in the host's monotonic time
  bool booting_ = false;
  bool quitting_ = false;
  unsigned boots_ = 0;
  scram::UptimeMs lastSampleMs_ = 0;
  scram::UptimeMs unpairedAtMs_ = 0;
};

}  // namespace twin
