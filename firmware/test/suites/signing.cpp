// SHA-256, HMAC, base64url, hex: against published vectors.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "../../lib/scram_core/keys.h"

using namespace scram;

namespace {

std::string toHex(const uint8_t* bytes, size_t length) {
  std::string hex;
  for (size_t i = 0; i < length; i++) {
    hex += "0123456789abcdef"[bytes[i] >> 4];
    hex += "0123456789abcdef"[bytes[i] & 0xf];
  }
  return hex;
}

std::string sha(const std::string& message, size_t pieces = 1) {
  Sha256 sha;
  const size_t step = message.size() / pieces + 1;
  for (size_t at = 0; at < message.size(); at += step) sha.update(message.data() + at, std::min(step, message.size() - at));
  uint8_t digest[kSha256Bytes];
  sha.finish(digest);
  return toHex(digest, sizeof digest);
}

std::string hmac(const std::vector<uint8_t>& key, const std::string& message) {
  uint8_t mac[kSha256Bytes];
  hmacSha256(key.data(), key.size(), message.data(), message.size(), mac);
  return toHex(mac, sizeof mac);
}

std::vector<uint8_t> bytes(const char* text) { return {text, text + std::strlen(text)}; }

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(sha("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 doesn't depend on how the message is cut") {
  for (size_t length : {0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000}) {
    const std::string message(length, 'x');
    for (size_t pieces : {1, 2, 3, 7}) CHECK(sha(message, pieces) == sha(message));
  }
}

TEST_CASE("HMAC-SHA256 gives the macs of RFC 4231") {
  CHECK(hmac(std::vector<uint8_t>(20, 0x0b), "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac(bytes("Jefe"), "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac(std::vector<uint8_t>(20, 0xaa), std::string(50, '\xdd')) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  std::vector<uint8_t> counted;
  for (uint8_t i = 1; i <= 25; i++) counted.push_back(i);
  CHECK(hmac(counted, std::string(50, '\xcd')) == "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hmac(std::vector<uint8_t>(20, 0x0c), "Test With Truncation").substr(0, 32) == "a3b6167473100ee06e0c796c2955552b");
  CHECK(hmac(std::vector<uint8_t>(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hmac(std::vector<uint8_t>(131, 0xaa),
             "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
             "before being used by the HMAC algorithm.") == "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("a mac is 22 characters of base64url without padding") {
  uint8_t mac[kMacBytes];
  char text[kMacChars];
  std::memset(mac, 0xff, sizeof mac);
  encodeMac(mac, text);
  CHECK(std::string(text, kMacChars) == "_____________________w");
  std::memset(mac, 0, sizeof mac);
  mac[0] = 0xfb;
  mac[15] = 1;
  encodeMac(mac, text);
  CHECK(std::string(text, kMacChars) == "-wAAAAAAAAAAAAAAAAAAAQ");
  CHECK(looksLikeMac({text, kMacChars}));
  CHECK_FALSE(looksLikeMac("-wAAAAAAAAAAAAAAAAAAA"));
  CHECK_FALSE(looksLikeMac("-wAAAAAAAAAAAAAAAAAAA="));
  CHECK_FALSE(looksLikeMac("+wAAAAAAAAAAAAAAAAAAAQ"));
}

TEST_CASE("comparison sees every difference") {
  const std::string mac = "TdnmKgPRIdQ1IXZovdegdw";
  CHECK(equalInConstantTime(mac, mac));
  for (size_t i = 0; i < mac.size(); i++) {
    std::string other = mac;
    other[i] = static_cast<char>(other[i] ^ 1);
    CHECK_FALSE(equalInConstantTime(mac, other));
  }
  CHECK_FALSE(equalInConstantTime(mac, mac.substr(1)));
  CHECK_FALSE(equalInConstantTime(mac, ""));
  CHECK_FALSE(equalInConstantTime("", mac));
  CHECK_FALSE(equalInConstantTime(mac.substr(0, 5), mac));
}

TEST_CASE("hex has one spelling in frames and two in secrets") {
  uint64_t value = 7;
  CHECK(parseHex("00ff", value));
  CHECK(value == 255);
  CHECK(parseHex("ffffffffffffffff", value));
  CHECK(value == UINT64_MAX);
  for (const char* wrong : {"", "FF", "0x1f", " 1", "g", "00000000000000000"}) CHECK_FALSE(parseHex(wrong, value));
  CHECK(value == UINT64_MAX);

  uint8_t secret[2];
  CHECK(parseHexBytes("aBcD", secret, 2));
  CHECK(secret[0] == 0xab);
  CHECK(secret[1] == 0xcd);
  for (const char* wrong : {"abc", "abcde", "abcg", "ab d", ""}) CHECK_FALSE(parseHexBytes(wrong, secret, 2));
}

TEST_CASE("a writer never passes the end of its buffer") {
  char buffer[6] = {'#', '#', '#', '#', '#', '#'};
  TextWriter writer(buffer, 4);
  writer.text("abc");
  CHECK(writer.fits());
  writer.decimal(1234567890);
  CHECK_FALSE(writer.fits());
  CHECK(writer.view() == "abc1");
  CHECK(buffer[4] == '#');

  char digits[16];
  TextWriter numbers(digits, sizeof digits);
  numbers.decimal(0);
  numbers.decimal(4294967295u);
  CHECK(numbers.view() == "04294967295");
}

TEST_CASE("keys that are not paired verify nothing") {
  const DeviceKeys none;
  char mac[kMacChars];
  none.signDown("A1", mac);
  CHECK_FALSE(none.paired());
  CHECK_FALSE(none.verifyDown("A1", {mac, kMacChars}));
}
