// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104). Ours rather than mbedTLS's, so that the board, the twin and the tests
// run the same code and a signature can be computed without a heap.
#pragma once

#include <cstddef>
#include <cstdint>

namespace scram {

constexpr size_t kSha256Bytes = 32;

class Sha256 {
 public:
  Sha256();
  void update(const void* data, size_t length);
  /// Ends the digest; the object is spent afterwards.
  void finish(uint8_t digest[kSha256Bytes]);

 private:
  void compress(const uint8_t block[64]);

  uint32_t state_[8];
  uint8_t block_[64];
  size_t blockLength_ = 0;
  uint64_t totalBytes_ = 0;
};

void hmacSha256(const uint8_t* key, size_t keyLength, const void* message, size_t messageLength, uint8_t mac[kSha256Bytes]);

}  // namespace scram
