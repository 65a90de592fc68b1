#include "helpers.h"

namespace helpers {

scram::DeviceKeys keys() {
  uint8_t secret[scram::kSecretBytes];
  for (size_t i = 0; i < sizeof secret; i++) secret[i] = static_cast<uint8_t>(i);
  return scram::DeviceKeys(secret);
}

std::string reply(uint64_t acknowledged, char state, uint64_t highWater) {
  char text[128];
  scram::TextWriter writer(text, sizeof text);
  writer.text("A1|");
  writer.hex(kDeviceId, 8);
  writer.character('|');
  writer.hex(acknowledged, 16);
  writer.character('|');
  writer.character(state);
  writer.character('|');
  writer.hex(highWater, 16);
  char mac[scram::kMacChars];
  keys().signDown(writer.view(), mac);
  writer.character('|');
  writer.text({mac, scram::kMacChars});
  return std::string(writer.view());
}

Sent takeApart(const scram::SignedFrame& frame) {
  Sent sent;
  sent.body = std::string(frame.body());
  const std::string& body = sent.body;
  sent.counter = std::stoull(body.substr(12, 16), nullptr, 16);
  sent.type = body.at(29);
  sent.level = body.at(31) - '0';
  sent.uptimeMs = std::stoull(body.substr(33, 8), nullptr, 16);
  sent.edgeMs = std::stoull(body.substr(42, 8), nullptr, 16);
  sent.press = std::stoull(body.substr(51, 16), nullptr, 16);
  return sent;
}

}  // namespace helpers
