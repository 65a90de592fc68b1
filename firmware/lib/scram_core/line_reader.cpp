#include "line_reader.h"

namespace scram {

bool LineReader::push(char byte) {
  if (byte == '\n') {
    const bool whole = !overlong_;
    lineLength_ = length_ > 0 && text_[length_ - 1] == '\r' ? length_ - 1 : length_;
    length_ = 0;
    overlong_ = false;
    return whole && lineLength_ > 0;
  }
  if (length_ == sizeof text_) {
    overlong_ = true;
  } else {
    text_[length_++] = byte;
  }
  return false;
}

void LineReader::clear() {
  length_ = 0;
  lineLength_ = 0;
  overlong_ = false;
}

}  // namespace scram
