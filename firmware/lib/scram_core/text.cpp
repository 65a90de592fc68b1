#include "text.h"

namespace scram {

void TextWriter::character(char value) {
  if (length_ >= capacity_) {
    fits_ = false;
    return;
  }
  out_[length_++] = value;
}

void TextWriter::text(std::string_view value) {
  for (const char c : value) character(c);
}

void TextWriter::hex(uint64_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    character("0123456789abcdef"[(value >> shift) & 0xf]);
  }
}

void TextWriter::decimal(uint32_t value) {
  char reversed[10];
  size_t count = 0;
  do {
    reversed[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count > 0) character(reversed[--count]);
}

bool parseHex(std::string_view text, uint64_t& value) {
  if (text.empty() || text.size() > 16) return false;
  uint64_t parsed = 0;
  for (const char c : text) {
    uint64_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<uint64_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<uint64_t>(c - 'a' + 10);
    } else {
      return false;
    }
    parsed = parsed << 4 | digit;
  }
  value = parsed;
  return true;
}

bool parseHexBytes(std::string_view text, uint8_t* out, size_t length) {
  if (text.size() != length * 2) return false;
  for (size_t i = 0; i < length; i++) {
    char pair[2] = {text[i * 2], text[i * 2 + 1]};
    for (char& c : pair) {
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    }
    uint64_t byte = 0;
    if (!parseHex({pair, 2}, byte)) return false;
    out[i] = static_cast<uint8_t>(byte);
  }
  return true;
}

void encodeMac(const uint8_t mac[kMacBytes], char out[kMacChars]) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  uint32_t bits = 0;
  int pending = 0;
  size_t written = 0;
  for (size_t i = 0; i < kMacBytes; i++) {
    bits = bits << 8 | mac[i];
    pending += 8;
    while (pending >= 6) {
      pending -= 6;
      out[written++] = kAlphabet[(bits >> pending) & 0x3f];
    }
  }
  // 128 bits are 21 whole characters and 2 bits: the last character carries those, padded with zeros.
  out[written] = kAlphabet[(bits << (6 - pending)) & 0x3f];
}

bool looksLikeMac(std::string_view text) {
  if (text.size() != kMacChars) return false;
  for (const char c : text) {
    const bool known = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!known) return false;
  }
  return true;
}

bool equalInConstantTime(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < a.size(); i++) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

}  // namespace scram
