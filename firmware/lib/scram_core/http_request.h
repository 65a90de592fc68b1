// One frame as one HTTP request in one buffer.
#pragma once

#include <string_view>

#include "frame.h"

namespace scram {

constexpr size_t kHostMaxChars = 128;
constexpr size_t kRequestMaxChars = 512;

/// Writes the whole request, head and body, and returns its length; 0 when it doesn't fit. It is sent with one write:
/// with head and body in two, Nagle's algorithm and the peer's delayed acknowledgement hold the body back for 40 ms.
/// `hostHeader` is `host` or `host:port`, exactly as it goes into the Host header.
size_t formatRequest(const SignedFrame& frame, std::string_view hostHeader, char* out, size_t capacity);

}  // namespace scram
