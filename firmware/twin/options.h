// What the twin is told on its command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace twin {

struct Endpoint {
  bool tls = false;
  std::string host;
  std::string port;
  std::string hostHeader;  ///< as it goes into the Host header
};

struct Options {
  uint32_t deviceId = 0;
  std::optional<std::string> secretHex;  ///< as flashed; a pairing may replace it
  std::optional<Endpoint> lan;
  std::optional<Endpoint> vm;
  std::string rootFile;
  std::string nvsFile;
  std::string usbLink;
  std::string controlSocket;
  bool changeover = false;
  bool resetOnOpen = false;
  bool json = false;
  bool noStdin = false;
  uint64_t bootMs = 300;
  uint64_t seed = 1;
};

/// Reads the command line. On a mistake it prints one sentence on stderr and exits with 2; `--help` exits with 0.
Options readOptions(int argc, char** argv);

}  // namespace twin
