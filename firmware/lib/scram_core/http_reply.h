// The answer to one request, read byte by byte from a socket that stays open.
#pragma once

#include <cstdint>
#include <string_view>

namespace scram {

/// Reads HTTP/1.1 responses: status, length or chunks, and as much of the body as an A1 line can need. It trusts
/// nothing: what is malformed, endless or oversized is `Broken`, and the socket is then closed.
class HttpReplyParser {
 public:
  enum class Progress { More, Done, Broken };

  static constexpr size_t kHeadMaxBytes = 4096;
  static constexpr size_t kBodyMaxBytes = 4096;  ///< read and counted
  static constexpr size_t kBodyKeptBytes = 160;  ///< kept; an A1 line has 77

  Progress push(char byte);
  /// Makes it ready for the next response on the same socket.
  void reset() { *this = HttpReplyParser(); }

  // What follows is meaningful once `push` has answered `Done`.
  int status() const { return status_; }
  bool keepAlive() const { return keepAlive_; }
  /// The body's first line, without its end.
  std::string_view bodyLine() const;

 private:
  enum class At { StatusLine, Header, FixedBody, ChunkSize, ChunkData, ChunkEnd, Trailer };

  Progress endOfLine();
  Progress endOfStatusLine(std::string_view line);
  Progress endOfHeaders();
  Progress endOfChunkSize(std::string_view line);
  bool header(std::string_view name, std::string_view value);
  Progress bodyByte(char byte);

  At at_ = At::StatusLine;
  int status_ = 0;
  bool keepAlive_ = true;
  bool chunked_ = false;
  bool hasLength_ = false;
  bool lineTooLong_ = false;
  uint32_t remaining_ = 0;
  uint32_t headBytes_ = 0;
  uint32_t bodyBytes_ = 0;
  size_t lineLength_ = 0;
  size_t kept_ = 0;
  char line_[80] = {};  ///< a longer header is none that we read; its start tells it apart
  char body_[kBodyKeptBytes] = {};
};

}  // namespace scram
