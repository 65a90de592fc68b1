#include "http_reply.h"

namespace scram {
namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equalIgnoringCase(std::string_view a, std::string_view lowerCase) {
  if (a.size() != lowerCase.size()) return false;
  for (size_t i = 0; i < a.size(); i++) {
    if (lowered(a[i]) != lowerCase[i]) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Digits in `base`, no sign, no blank, not above `limit`.
bool parseLength(std::string_view text, uint32_t base, uint32_t limit, uint32_t& value) {
  if (text.empty()) return false;
  uint32_t parsed = 0;
  for (const char raw : text) {
    const char c = lowered(raw);
    uint32_t digit = base;
    if (c >= '0' && c <= '9') digit = static_cast<uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<uint32_t>(c - 'a' + 10);
    if (digit >= base) return false;
    parsed = parsed * base + digit;
    if (parsed > limit) return false;
  }
  value = parsed;
  return true;
}

}  // namespace

HttpReplyParser::Progress HttpReplyParser::push(char byte) {
  if (at_ == At::FixedBody || at_ == At::ChunkData) return bodyByte(byte);

  if (++headBytes_ > kHeadMaxBytes) return Progress::Broken;
  if (byte == '\n') return endOfLine();
  if (lineLength_ == sizeof line_) {
    lineTooLong_ = true;
  } else {
    line_[lineLength_++] = byte;
  }
  return Progress::More;
}

HttpReplyParser::Progress HttpReplyParser::endOfLine() {
  if (lineLength_ > 0 && !lineTooLong_ && line_[lineLength_ - 1] == '\r') lineLength_--;
  const std::string_view line(line_, lineLength_);
  const bool whole = !lineTooLong_;
  lineLength_ = 0;
  lineTooLong_ = false;

  switch (at_) {
    case At::StatusLine:
      return endOfStatusLine(line);
    case At::Header: {
      if (line.empty()) return endOfHeaders();
      const size_t colon = line.find(':');
      if (colon == std::string_view::npos) return whole ? Progress::Broken : Progress::More;
      const std::string_view name = line.substr(0, colon);
      const std::string_view value = whole ? trimmed(line.substr(colon + 1)) : std::string_view();
      return header(name, value) ? Progress::More : Progress::Broken;
    }
    case At::ChunkSize:
      return whole ? endOfChunkSize(line) : Progress::Broken;
    case At::ChunkEnd:
      at_ = At::ChunkSize;
      return line.empty() ? Progress::More : Progress::Broken;
    case At::Trailer:
      return line.empty() ? Progress::Done : Progress::More;
    case At::FixedBody:
    case At::ChunkData:
      break;
  }
  return Progress::Broken;
}

HttpReplyParser::Progress HttpReplyParser::endOfStatusLine(std::string_view line) {
  if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || line[8] != ' ') return Progress::Broken;
  uint32_t status = 0;
  if (!parseLength(line.substr(9, 3), 10, 599, status) || status < 100) return Progress::Broken;
  if (line.size() > 12 && line[12] != ' ') return Progress::Broken;
  status_ = static_cast<int>(status);
  keepAlive_ = line[7] != '0';
  at_ = At::Header;
  return Progress::More;
}

bool HttpReplyParser::header(std::string_view name, std::string_view value) {
  if (equalIgnoringCase(name, "content-length")) {
    uint32_t length = 0;
    if (!parseLength(value, 10, kBodyMaxBytes, length)) return false;
    // Two different lengths are how one response is smuggled into another.
    if (hasLength_ && length != remaining_) return false;
    hasLength_ = true;
    remaining_ = length;
  } else if (equalIgnoringCase(name, "transfer-encoding")) {
    if (!equalIgnoringCase(value, "chunked")) return false;
    chunked_ = true;
  } else if (equalIgnoringCase(name, "connection")) {
    if (equalIgnoringCase(value, "close")) keepAlive_ = false;
  }
  return true;
}

HttpReplyParser::Progress HttpReplyParser::endOfHeaders() {
  if (status_ < 200) {
    // An interim answer: the real one follows on the same socket. `headBytes_` goes on, so they can't be endless.
    const uint32_t headBytes = headBytes_;
    reset();
    headBytes_ = headBytes;
    return Progress::More;
  }
  if (status_ == 204 || status_ == 304) return Progress::Done;
  if (chunked_) {
    if (hasLength_) return Progress::Broken;
    at_ = At::ChunkSize;
    return Progress::More;
  }
  // Without a length the body would end with the connection, and the warm socket is the point.
  if (!hasLength_) return Progress::Broken;
  if (remaining_ == 0) return Progress::Done;
  at_ = At::FixedBody;
  return Progress::More;
}

HttpReplyParser::Progress HttpReplyParser::endOfChunkSize(std::string_view line) {
  const size_t extension = line.find(';');
  if (!parseLength(trimmed(line.substr(0, extension)), 16, kBodyMaxBytes, remaining_)) return Progress::Broken;
  at_ = remaining_ == 0 ? At::Trailer : At::ChunkData;
  return Progress::More;
}

HttpReplyParser::Progress HttpReplyParser::bodyByte(char byte) {
  if (++bodyBytes_ > kBodyMaxBytes) return Progress::Broken;
  if (kept_ < sizeof body_) body_[kept_++] = byte;
  if (--remaining_ > 0) return Progress::More;
  if (at_ == At::FixedBody) return Progress::Done;
  at_ = At::ChunkEnd;
  return Progress::More;
}

std::string_view HttpReplyParser::bodyLine() const {
  std::string_view line(body_, kept_);
  line = line.substr(0, line.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace scram
