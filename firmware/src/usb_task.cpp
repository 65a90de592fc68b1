#include "usb_task.h"

#include <Arduino.h>

#include "../lib/scram_core/line_reader.h"
#include "../lib/scram_core/pairing.h"
#include "board.h"
#include "settings.h"

namespace {

using scram::PathId;
using scram::UptimeMs;

constexpr uint32_t kPollMs = 5;
constexpr UptimeMs kUnpairedEveryMs = 1000;

/// A line end first: whatever half a line was on the wire before, e.g. from the chip's ROM, this one stands on its own.
void sendLine(std::string_view line) {
  char text[scram::kLineMaxChars + 2];
  scram::TextWriter writer(text, sizeof text);
  writer.character('\n');
  writer.text(line);
  writer.character('\n');
  Serial.write(reinterpret_cast<const uint8_t*>(text), writer.length());
}

void pair(App& app, const uint8_t secret[scram::kSecretBytes]) {
  const auto verdict = app.with([](scram::Device& device) {
    return scram::judgePairing(device.paired(), board::bootButtonHeld(), device.undelivered());
  });
  if (verdict == scram::PairingVerdict::Accepted && !app.store.savePairing(secret)) return;  // unanswered: the host asks again
  char answer[scram::kNoticeMaxChars];
  sendLine({answer, scram::formatPairingAnswer(settings::deviceId(), verdict, answer, sizeof answer)});
  if (verdict != scram::PairingVerdict::Accepted) return;
  Serial.flush();
  ESP.restart();
}

void heard(App& app, std::string_view line) {
  uint8_t secret[scram::kSecretBytes];
  if (scram::parsePairing(line, settings::deviceId(), secret)) return pair(app, secret);
  app.with([&](scram::Device& device) { return device.hear(PathId::Usb, line, uptimeMs()); });
}

void sendWhatIsDue(App& app) {
  scram::SignedFrame frame;
  const bool due = app.with([&](scram::Device& device) {
    const UptimeMs now = uptimeMs();
    return device.dueAtMs(PathId::Usb) <= now && device.compose(PathId::Usb, now, frame);
  });
  if (due) sendLine(frame.line());
}

void run(void* argument) {
  App& app = *static_cast<App*>(argument);
  scram::LineReader lines;
  UptimeMs unpairedAtMs = 0;
  const bool paired = app.with([](scram::Device& device) { return device.paired(); });
  for (;;) {
    app.usbBeat.beat();
    uint32_t why = 0;
    xTaskNotifyWait(0, UINT32_MAX, &why, pdMS_TO_TICKS(kPollMs));
    while (Serial.available() > 0) {
      if (lines.push(static_cast<char>(Serial.read()))) heard(app, lines.line());
    }
    if (paired) {
      sendWhatIsDue(app);
    } else if (uptimeMs() >= unpairedAtMs) {
      unpairedAtMs = uptimeMs() + kUnpairedEveryMs;
      char notice[scram::kNoticeMaxChars];
      sendLine({notice, scram::formatUnpaired(settings::deviceId(), settings::kVersion, notice, sizeof notice)});
    }
  }
}

}  // namespace

void startUsbTask(App& app) {
  app.with([](scram::Device& device) { device.connected(PathId::Usb, uptimeMs()); });
  xTaskCreatePinnedToCore(run, "usb", 6144, &app, 15, &app.usbTask, 1);
}
