#include "sha256.h"

#include <cstring>

namespace scram {
namespace {

constexpr uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

constexpr uint32_t rotateRight(uint32_t value, int bits) { return value >> bits | value << (32 - bits); }

}  // namespace

Sha256::Sha256() : state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, block_{} {}

void Sha256::compress(const uint8_t block[64]) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) {
    w[i] = static_cast<uint32_t>(block[i * 4]) << 24 | static_cast<uint32_t>(block[i * 4 + 1]) << 16 |
           static_cast<uint32_t>(block[i * 4 + 2]) << 8 | block[i * 4 + 3];
  }
  for (int i = 16; i < 64; i++) {
    const uint32_t s0 = rotateRight(w[i - 15], 7) ^ rotateRight(w[i - 15], 18) ^ w[i - 15] >> 3;
    const uint32_t s1 = rotateRight(w[i - 2], 17) ^ rotateRight(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }

  uint32_t a = state_[0], b = state_[1], c = state_[2], d = state_[3];
  uint32_t e = state_[4], f = state_[5], g = state_[6], h = state_[7];
  for (int i = 0; i < 64; i++) {
    const uint32_t s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + kRound[i] + w[i];
    const uint32_t s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  state_[0] += a;
  state_[1] += b;
  state_[2] += c;
  state_[3] += d;
  state_[4] += e;
  state_[5] += f;
  state_[6] += g;
  state_[7] += h;
}

void Sha256::update(const void* data, size_t length) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  totalBytes_ += length;
  for (size_t i = 0; i < length; i++) {
    block_[blockLength_++] = bytes[i];
    if (blockLength_ == sizeof block_) {
      compress(block_);
      blockLength_ = 0;
    }
  }
}

void Sha256::finish(uint8_t digest[kSha256Bytes]) {
  const uint64_t totalBits = totalBytes_ * 8;
  const uint8_t end = 0x80;
  const uint8_t zero = 0;
  update(&end, 1);
  while (blockLength_ != 56) update(&zero, 1);
  uint8_t lengthBytes[8];
  for (int i = 0; i < 8; i++) lengthBytes[i] = static_cast<uint8_t>(totalBits >> (56 - 8 * i));
  update(lengthBytes, sizeof lengthBytes);
  for (int i = 0; i < 8; i++) {
    for (int j = 0; j < 4; j++) digest[i * 4 + j] = static_cast<uint8_t>(state_[i] >> (24 - 8 * j));
  }
}

void hmacSha256(const uint8_t* key, size_t keyLength, const void* message, size_t messageLength, uint8_t mac[kSha256Bytes]) {
  uint8_t blockKey[64] = {};
  if (keyLength > sizeof blockKey) {
    Sha256 shortened;
    shortened.update(key, keyLength);
    shortened.finish(blockKey);
  } else if (keyLength > 0) {
    std::memcpy(blockKey, key, keyLength);
  }

  uint8_t pad[64];
  uint8_t innerDigest[kSha256Bytes];
  for (size_t i = 0; i < sizeof pad; i++) pad[i] = blockKey[i] ^ 0x36;
  Sha256 inner;
  inner.update(pad, sizeof pad);
  inner.update(message, messageLength);
  inner.finish(innerDigest);

  for (size_t i = 0; i < sizeof pad; i++) pad[i] = blockKey[i] ^ 0x5c;
  Sha256 outer;
  outer.update(pad, sizeof pad);
  outer.update(innerDigest, sizeof innerDigest);
  outer.finish(mac);
}

}  // namespace scram
