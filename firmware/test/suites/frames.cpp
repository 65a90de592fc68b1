// Frames, requests, replies and pairing lines: against vectors.json, which another implementation wrote.
#include <doctest/doctest.h>

#include <string>

#include "../../lib/scram_core/http_request.h"
#include "../../lib/scram_core/pairing.h"
#include "../../lib/scram_core/reply.h"
#include "helpers.h"
#include "json.h"

using namespace scram;

namespace {

Frame frameOf(const json::Value& fields) {
  Frame frame;
  frame.deviceId = static_cast<uint32_t>(fields["device"].hex());
  frame.counter = fields["counter"].hex();
  frame.type = static_cast<FrameType>(fields["type"].text.at(0));
  frame.level = static_cast<SwitchLevel>(fields["switch"].number());
  frame.uptimeMs = fields["uptimeMs"].number();
  frame.edgeMs = fields["edgeMs"].number();
  frame.press = fields["press"].hex();
  if (frame.type == FrameType::Boot) {
    frame.resetReason = fields["resetReason"].text;
    frame.version = fields["version"].text;
  }
  return frame;
}

}  // namespace

TEST_CASE("every frame of the vectors is written and signed as they say") {
  CHECK(json::vectors()["frames"].items.size() == 17);
  for (const json::Value& vector : json::vectors()["frames"].items) {
    CAPTURE(vector["name"].text);
    SignedFrame frame;
    REQUIRE(signFrame(frameOf(vector["frame"]), helpers::keys(), frame));
    CHECK(std::string(frame.body()) == vector["body"].text);
    CHECK(std::string(frame.mac()) == vector["mac"].text);
    CHECK(std::string(frame.line()) == vector["body"].text + "|" + vector["mac"].text);
    CHECK(frame.line().size() <= kLineMaxChars);
  }
}

TEST_CASE("every request of the vectors is one buffer with the mac in its header") {
  for (const json::Value& vector : json::vectors()["frames"].items) {
    CAPTURE(vector["name"].text);
    SignedFrame frame;
    REQUIRE(signFrame(frameOf(vector["frame"]), helpers::keys(), frame));
    char request[kRequestMaxChars];
    const size_t length = formatRequest(frame, "scram.local:5050", request, sizeof request);
    CHECK(std::string(request, length) == vector["httpRequest"].text);
  }
}

TEST_CASE("a request that doesn't fit is not sent in part") {
  SignedFrame frame;
  Frame longest;
  longest.type = FrameType::Boot;
  longest.resetReason = "twelve_chars";
  longest.version = "sixteen-chars-16";
  REQUIRE(signFrame(longest, helpers::keys(), frame));
  char request[kRequestMaxChars];
  CHECK(formatRequest(frame, std::string(kHostMaxChars, 'h'), request, sizeof request) > 0);
  CHECK(formatRequest(frame, "scram.local", request, 100) == 0);
}

TEST_CASE("without keys nothing is signed, and a line that is too long is not cut short") {
  SignedFrame frame;
  CHECK_FALSE(signFrame(Frame{}, DeviceKeys(), frame));
  Frame boot;
  boot.type = FrameType::Boot;
  const std::string tooLong(kLineMaxChars, 'v');
  boot.version = tooLong;
  CHECK_FALSE(signFrame(boot, helpers::keys(), frame));
}

TEST_CASE("every reply of the vectors is read") {
  CHECK(json::vectors()["replies"].items.size() == 9);
  for (const json::Value& vector : json::vectors()["replies"].items) {
    CAPTURE(vector["name"].text);
    Reply reply;
    REQUIRE(parseReply(vector["body"].text + "|" + vector["mac"].text, helpers::kDeviceId, helpers::keys(), reply));
    CHECK(reply.acknowledged == vector["acknowledged"].hex());
    CHECK(static_cast<char>(reply.state) == vector["state"].text.at(0));
    CHECK(reply.highWater == vector["highWater"].hex());
  }
}

TEST_CASE("every refused reply of the vectors leaves the old one alone") {
  CHECK(json::vectors()["refusedReplies"].items.size() == 13);
  for (const json::Value& vector : json::vectors()["refusedReplies"].items) {
    CAPTURE(vector["name"].text);
    Reply reply;
    reply.acknowledged = 77;
    CHECK_FALSE(parseReply(vector["line"].text, helpers::kDeviceId, helpers::keys(), reply));
    CHECK(reply.acknowledged == 77);
  }
}

TEST_CASE("a pairing line gives its secret, a damaged one nothing") {
  const json::Value& pairing = json::vectors()["pairing"];
  uint8_t expected[kSecretBytes];
  uint8_t secret[kSecretBytes] = {};
  REQUIRE(parseHexBytes(pairing["secret"].text, expected, kSecretBytes));
  REQUIRE(parsePairing(pairing["line"].text, helpers::kDeviceId, secret));
  CHECK(std::equal(secret, secret + kSecretBytes, expected));

  for (const json::Value& refused : pairing["refused"].items) {
    CAPTURE(refused["name"].text);
    uint8_t untouched[kSecretBytes] = {42};
    CHECK_FALSE(parsePairing(refused["line"].text, helpers::kDeviceId, untouched));
    CHECK(untouched[0] == 42);
  }
}

TEST_CASE("an armed device is paired again only with a hand on it, and never while it owes a kill") {
  CHECK(judgePairing(false, false, false) == PairingVerdict::Accepted);
  CHECK(judgePairing(true, false, false) == PairingVerdict::HoldBoot);
  CHECK(judgePairing(true, true, false) == PairingVerdict::Accepted);
  CHECK(judgePairing(true, true, true) == PairingVerdict::KillPending);
  CHECK(judgePairing(true, false, true) == PairingVerdict::HoldBoot);
}

TEST_CASE("the secret that was given last counts") {
  CHECK_FALSE(pairedSecretCounts(false, 0, 0));
  CHECK_FALSE(pairedSecretCounts(false, 0, 5));
  CHECK(pairedSecretCounts(true, 0, 0));
  CHECK(pairedSecretCounts(true, 5, 5));   // paired over this firmware
  CHECK(pairedSecretCounts(true, 5, 0));   // flashed again without a secret
  CHECK_FALSE(pairedSecretCounts(true, 5, 6));  // another secret flashed since
  CHECK_FALSE(pairedSecretCounts(true, 0, 6));

  uint8_t a[kSecretBytes] = {1};
  uint8_t b[kSecretBytes] = {2};
  CHECK(secretFingerprint(nullptr) == 0);
  CHECK(secretFingerprint(a) == secretFingerprint(a));
  CHECK(secretFingerprint(a) != secretFingerprint(b));
  CHECK(secretFingerprint(a) != 0);
}

TEST_CASE("notices on the cable fit and don't look like frames") {
  char text[kNoticeMaxChars];
  const size_t unpaired = formatUnpaired(helpers::kDeviceId, "sixteen-chars-16", text, sizeof text);
  CHECK(std::string(text, unpaired) == "S0|1a2b3c4d|unpaired|sixteen-chars-16");
  for (const auto verdict : {PairingVerdict::Accepted, PairingVerdict::HoldBoot, PairingVerdict::KillPending}) {
    const size_t length = formatPairingAnswer(helpers::kDeviceId, verdict, text, sizeof text);
    CHECK(length > 0);
    CHECK(std::string(text, length).rfind("S0|1a2b3c4d|", 0) == 0);
  }
}
