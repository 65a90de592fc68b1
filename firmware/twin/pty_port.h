// The button's USB port as a pseudo-terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace twin {

/// Behaves like a UART behind a USB bridge: what is sent while nobody has the port open is lost, and nothing blocks.
class PtyPort {
 public:
  explicit PtyPort(std::string link) : link_(std::move(link)) {}
  ~PtyPort() { unplug(); }
  PtyPort(const PtyPort&) = delete;
  PtyPort& operator=(const PtyPort&) = delete;

  /// Makes a new pseudo-terminal. False, with errno set, when the system has none left.
  bool plug();
  void unplug();
  bool plugged() const { return master_ >= 0; }
  const std::string& path() const { return path_; }

  int fd() const { return master_; }
  /// Looks whether a host has the port open. True when one has opened it since the last look.
  bool look();
  bool isOpen() const { return open_; }

  void send(std::string_view text);
  /// Reads what has come, up to `size`; 0 when there is nothing.
  size_t receive(char* out, size_t size);

 private:
  std::string link_;
  std::string path_;
  int master_ = -1;
  bool open_ = false;
};

}  // namespace twin
