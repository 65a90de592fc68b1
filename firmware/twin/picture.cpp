#include "picture.h"

#include <cstdio>

namespace twin {
namespace {

using scram::PathId;

std::string hex16(uint64_t value) {
  char text[17];
  scram::TextWriter writer(text, 16);
  writer.hex(value, 16);
  return std::string(writer.view());
}

const char* truth(bool value) { return value ? "true" : "false"; }

const char* levelText(scram::SwitchLevel level) {
  switch (level) {
    case scram::SwitchLevel::Closed:
      return "closed";
    case scram::SwitchLevel::Open:
      return "open";
    case scram::SwitchLevel::Inconsistent:
      break;
  }
  return "inconsistent";
}

const char* pathKey(PathId id) {
  switch (id) {
    case PathId::Usb:
      return "usb";
    case PathId::Lan:
      return "lan";
    case PathId::Vm:
      break;
  }
  return "vm";
}

std::string pathJson(const scram::Device& device, PathId id, scram::UptimeMs now, const std::string& lastReply) {
  const scram::Path& path = device.path(id);
  std::string json = "{\"counts\":";
  json += truth(device.counts(id));
  json += ",\"connected\":";
  json += truth(path.isConnected());
  json += ",\"mark\":\"";
  json += device.counts(id) ? scram::markText(path.mark(now)) : "-";
  json += "\",\"killPending\":";
  json += truth(path.killPending());
  json += ",\"releasePending\":";
  json += truth(path.releasePending());
  json += ",\"bootPending\":";
  json += truth(path.bootPending());
  json += ",\"latched\":";
  json += truth(path.latched());
  json += ",\"press\":\"" + hex16(path.press());
  json += "\",\"lastCounter\":\"" + hex16(path.lastCounter());
  json += "\",\"fresh\":";
  json += truth(path.fresh(now));
  if (path.everHeard()) {
    json += ",\"ageMs\":" + std::to_string(path.heardAgeMs(now));
    json += ",\"state\":\"";
    json += static_cast<char>(path.lastState());
    json += "\",\"acknowledged\":\"" + hex16(path.lastAcknowledged());
    json += "\",\"highWater\":\"" + hex16(path.lastHighWater()) + "\"";
  } else {
    json += ",\"ageMs\":null,\"state\":null,\"acknowledged\":null,\"highWater\":null";
  }
  json += ",\"refusedStatus\":" + std::to_string(path.refusedStatus());
  json += ",\"lastA1\":" + (lastReply.empty() ? std::string("null") : quoteJson(lastReply)) + "}";
  return json;
}

}  // namespace

std::string quoteJson(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string drawPicture(const scram::Shown& shown) {
  std::string picture = "+-----------------------+\n";
  for (size_t i = 0; i < scram::kRowCount; i++) {
    std::string row = shown.rows[i];
    row.resize(scram::kRowChars, ' ');
    picture += "| " + row + " |";
    if (i == 0) picture += std::string("   LED    ") + scram::colourText(scram::headlineColour(shown.headline)) + (shown.blinking ? ", blinking" : "");
    if (i == 1) picture += std::string("   buzzer ") + scram::buzzerText(shown.buzzer);
    picture += "\n";
  }
  return picture + "+-----------------------+\n";
}

std::string pictureKey(const scram::Shown& shown) {
  std::string key = scram::buzzerText(shown.buzzer);
  for (const auto& row : shown.rows) key += std::string("|") + row;
  return key;
}

std::string stateJson(const scram::Device& device, scram::UptimeMs now, const Surroundings& around) {
  const scram::Shown shown = scram::show(device, now);
  char id[9] = {};
  scram::TextWriter writer(id, 8);
  writer.hex(device.setup().deviceId, 8);

  std::string json = "{\"event\":\"state\",\"device\":\"";
  json += id;
  json += "\",\"version\":\"" + std::string(device.setup().version);
  json += "\",\"paired\":";
  json += truth(device.paired());
  json += ",\"switch\":\"";
  json += levelText(device.contacts().level());
  json += "\",\"thrown\":";
  json += truth(device.contacts().thrown());
  json += ",\"headline\":\"";
  json += scram::headlineText(shown.headline);
  json += "\",\"led\":\"";
  json += scram::colourText(scram::headlineColour(shown.headline));
  json += "\",\"blinking\":";
  json += truth(shown.blinking);
  json += ",\"buzzer\":\"";
  json += scram::buzzerText(shown.buzzer);
  json += "\",\"rows\":[";
  for (size_t i = 0; i < scram::kRowCount; i++) json += (i == 0 ? "" : ",") + quoteJson(shown.rows[i]);
  json += "],\"press\":\"" + hex16(device.press());
  json += "\",\"undelivered\":";
  json += truth(device.undelivered());
  json += ",\"counter\":{\"next\":\"" + hex16(device.counter().next());
  json += "\",\"reservedEnd\":\"" + hex16(device.counter().reservedEnd());
  json += "\"},\"uptimeMs\":" + std::to_string(now);
  json += ",\"boots\":" + std::to_string(around.boots);
  json += ",\"resetReason\":\"" + std::string(device.setup().resetReason);
  json += "\",\"usb\":{\"path\":" + (around.usbPath.empty() ? std::string("null") : quoteJson(around.usbPath));
  json += ",\"open\":";
  json += truth(around.usbOpen);
  json += "},\"bench\":{\"wireCut\":";
  json += truth(around.wireCut);
  json += ",\"bootHeld\":";
  json += truth(around.bootHeld);
  json += ",\"lanCut\":";
  json += truth(around.lanCut);
  json += ",\"vmCut\":";
  json += truth(around.vmCut);
  json += "},\"paths\":{";
  for (size_t i = 0; i < scram::kPathCount; i++) {
    const PathId path = scram::kPaths[i];
    json += std::string(i == 0 ? "\"" : ",\"") + pathKey(path) + "\":" + pathJson(device, path, now, around.lastReply[i]);
  }
  return json + "}}";
}

}  // namespace twin
