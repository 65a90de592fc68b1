// Bounded text: a writer that can't overrun, fixed-width hex, base64url.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scram {

/// Appends to a caller's buffer and never past its end. Text that doesn't fit makes `fits()` false for good, so a
/// caller checks once at the end instead of after every field.
class TextWriter {
 public:
  TextWriter(char* out, size_t capacity) : out_(out), capacity_(capacity) {}

  void text(std::string_view value);
  void character(char value);
  /// Lower case, left-padded with zeros to `digits`: every number in a frame has one spelling only.
  void hex(uint64_t value, int digits);
  void decimal(uint32_t value);

  size_t length() const { return length_; }
  bool fits() const { return fits_; }
  std::string_view view() const { return {out_, length_}; }

 private:
  char* out_;
  size_t capacity_;
  size_t length_ = 0;
  bool fits_ = true;
};

/// Reads exactly `text.size()` lower-case hex digits (at most 16). Upper case is refused: it would be a second spelling
/// of the same frame.
bool parseHex(std::string_view text, uint64_t& value);

/// Reads `2 * length` hex digits into bytes. Accepts upper case too, because a secret is typed and pasted by people.
bool parseHexBytes(std::string_view text, uint8_t* out, size_t length);

/// A 16-byte mac is 22 characters of base64url without padding.
constexpr size_t kMacBytes = 16;
constexpr size_t kMacChars = 22;
void encodeMac(const uint8_t mac[kMacBytes], char out[kMacChars]);

/// True when `text` has exactly the base64url alphabet of a mac. Comparison itself is on the encoded form.
bool looksLikeMac(std::string_view text);

/// Compares in a time that doesn't depend on where the two differ, so a mac can't be guessed byte by byte.
bool equalInConstantTime(std::string_view a, std::string_view b);

}  // namespace scram
