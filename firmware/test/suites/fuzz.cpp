// Rubbish in, nothing out: whatever comes down a path, the button neither crashes nor believes it, and its kill lands.
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "../../lib/scram_core/http_reply.h"
#include "../../lib/scram_core/line_reader.h"
#include "../../lib/scram_core/pairing.h"
#include "../../lib/scram_core/shown.h"
#include "helpers.h"

using namespace scram;

namespace {

uint64_t seed() {
  static const uint64_t value = [] {
    const char* given = std::getenv("FUZZ_SEED");
    const uint64_t chosen = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    MESSAGE("fuzz seed ", chosen, " (FUZZ_SEED repeats it)");
    return chosen;
  }();
  return value;
}

std::string rubbish(std::mt19937_64& random, size_t maxLength) {
  std::string text(random() % (maxLength + 1), '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

/// One to four edits of a text: change, insert, delete, double or cut.
std::string mutated(std::mt19937_64& random, std::string text) {
  const size_t edits = 1 + random() % 4;
  for (size_t i = 0; i < edits && !text.empty(); i++) {
    const size_t at = random() % text.size();
    switch (random() % 5) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ (1 << random() % 8));
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(random()));
        break;
      case 2:
        text.erase(at, 1 + random() % 4);
        break;
      case 3:
        text.insert(at, text.substr(at, 1 + random() % 8));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

Device pairedDevice() {
  DeviceSetup setup;
  setup.deviceId = helpers::kDeviceId;
  setup.lanConfigured = true;
  setup.resetReason = "poweron";
  setup.version = "1.0.0";
  Device device(setup, helpers::keys(), Counter(1000, 0));
  device.connected(PathId::Usb, 0);
  for (UptimeMs now = 0; now < 10; now++) device.sample({false, false}, now);
  return device;
}

}  // namespace

TEST_CASE("a million random lines change nothing and kill nothing") {
  std::mt19937_64 random(seed());
  Device device = pairedDevice();
  SignedFrame frame;
  REQUIRE(device.compose(PathId::Usb, 10, frame));
  LineReader reader;
  size_t lines = 0;
  for (int i = 0; i < 1'000'000; i++) {
    for (const char byte : rubbish(random, 24) + "\n") {
      if (!reader.push(byte)) continue;
      lines++;
      REQUIRE(reader.line().size() <= kLineMaxChars);
      REQUIRE_FALSE(device.hear(PathId::Usb, reader.line(), 20));
      uint8_t secret[kSecretBytes];
      REQUIRE_FALSE(parsePairing(reader.line(), helpers::kDeviceId, secret));
    }
  }
  CHECK(lines > 900'000);
  CHECK_FALSE(device.path(PathId::Usb).everHeard());
  CHECK_FALSE(device.everThrew());
  CHECK(show(device, 20).headline == Headline::NoLink);
}

TEST_CASE("no mutated reply is believed, and the true one in between always is") {
  std::mt19937_64 random(seed() + 1);
  Device device = pairedDevice();
  UptimeMs now = 10;
  for (int i = 0; i < 10'000; i++) {
    SignedFrame frame;
    REQUIRE(device.compose(PathId::Usb, now, frame));
    const std::string truth = helpers::reply(frame.counter(), "APDXU"[random() % 5], frame.counter());
    const std::string other = mutated(random, truth);
    if (other != truth) REQUIRE_FALSE(device.hear(PathId::Usb, other, now));
    REQUIRE(device.hear(PathId::Usb, truth, now));
    REQUIRE(device.path(PathId::Usb).lastAcknowledged() == frame.counter());
    now++;
  }
}

TEST_CASE("no mutated pairing line gives a secret") {
  std::mt19937_64 random(seed() + 2);
  const std::string secretHex(64, 'a');
  uint8_t secret[kSecretBytes];
  REQUIRE(parseHexBytes(secretHex, secret, kSecretBytes));
  const std::string body = "P1|1a2b3c4d|" + secretHex;
  char mac[kMacChars];
  DeviceKeys(secret).signDown(body, mac);
  const std::string truth = body + "|" + std::string(mac, kMacChars);
  REQUIRE(parsePairing(truth, helpers::kDeviceId, secret));
  for (int i = 0; i < 10'000; i++) {
    const std::string other = mutated(random, truth);
    if (other != truth) REQUIRE_FALSE(parsePairing(other, helpers::kDeviceId, secret));
  }
}

TEST_CASE("random and mutated responses end, and their bodies stay in bounds") {
  std::mt19937_64 random(seed() + 3);
  const std::string samples[] = {
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 77\r\n\r\n" + helpers::reply(1, 'A', 1),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nA1|1\r\n3\r\na2b\r\n0\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"};
  int done = 0;
  int broken = 0;
  HttpReplyParser parser;
  for (int i = 0; i < 300'000; i++) {
    parser.reset();
    const std::string text = i % 8 == 0 ? rubbish(random, 400) : mutated(random, samples[random() % 3]);
    for (const char byte : text) {
      const auto progress = parser.push(byte);
      if (progress == HttpReplyParser::Progress::More) continue;
      (progress == HttpReplyParser::Progress::Done ? done : broken)++;
      REQUIRE(parser.bodyLine().size() <= HttpReplyParser::kBodyKeptBytes);
      break;
    }
  }
  CHECK(done > 1000);
  CHECK(broken > 1000);
}

TEST_CASE("a parser that is fed for ever gives up") {
  std::mt19937_64 random(seed() + 4);
  for (int round = 0; round < 2000; round++) {
    HttpReplyParser parser;
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char byte : head) parser.push(byte);
    size_t pushed = 0;
    const char favourites[] = "0123456789abcdef\r\n; ";
    auto progress = HttpReplyParser::Progress::More;
    while (progress == HttpReplyParser::Progress::More && pushed++ < 20'000) progress = parser.push(favourites[random() % 20]);
    REQUIRE(progress != HttpReplyParser::Progress::More);
  }
}
