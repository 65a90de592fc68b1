// Bytes from a serial port to lines, whatever else is on the wire.
#pragma once

#include <string_view>

#include "frame.h"

namespace scram {

/// Holds one line at a time. A line over `kLineMaxChars` is dropped whole, up to its end: the tail of a long line must
/// not be read as a line of its own.
class LineReader {
 public:
  /// True when `byte` ended a line that `line()` now holds. Empty lines are not reported.
  bool push(char byte);
  /// Valid until the next `push`.
  std::string_view line() const { return {text_, lineLength_}; }
  /// Forgets a half-read line, e.g. after a reconnect.
  void clear();

 private:
  char text_[kLineMaxChars] = {};
  size_t length_ = 0;
  size_t lineLength_ = 0;
  bool overlong_ = false;
};

}  // namespace scram
