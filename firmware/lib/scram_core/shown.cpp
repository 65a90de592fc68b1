#include "shown.h"

namespace scram {
namespace {

struct Blink {
  UptimeMs periodMs;  ///< 0: steady
  UptimeMs onMs;
};

/// Steady is only what an engine has said of itself; what blinks sends the eye to the display.
Blink blinkOf(Headline headline) {
  switch (headline) {
    case Headline::Armed:
    case Headline::Killed:
    case Headline::Processing:
      return {0, 0};
    case Headline::Fault:
      return {500, 250};
    case Headline::Paused:
      return {1000, 500};
    case Headline::NoLink:
    case Headline::NotPaired:
      break;
  }
  return {2000, 100};
}

Headline headlineOf(Standing standing) {
  switch (standing) {
    case Standing::Armed:
      return Headline::Armed;
    case Standing::Paused:
      return Headline::Paused;
    case Standing::NoLink:
      return Headline::NoLink;
    case Standing::Fault:
      return Headline::Fault;
    case Standing::Killed:
      return Headline::Killed;
    case Standing::Processing:
      break;
  }
  return Headline::Processing;
}

Headline chooseHeadline(const Device& device, UptimeMs now) {
  if (!device.paired()) return Headline::NotPaired;
  bool any = false;
  Standing worst = Standing::Armed;
  for (const PathId id : kPaths) {
    if (!device.counts(id)) continue;
    const Standing standing = device.path(id).standing(now);
    if (standing > worst) worst = standing;
    any = true;
  }
  if (!any) worst = Standing::NoLink;
  if (device.contacts().inconsistent() && worst < Standing::Fault) worst = Standing::Fault;
  // Where no path counts there is none to show the throw.
  if (!any && device.undelivered()) worst = Standing::Killed;
  return headlineOf(worst);
}

BuzzerPattern chooseBuzzer(const Device& device, Headline headline, UptimeMs now) {
  static constexpr UptimeMs kThrowToneMs = 1000;
  if (device.everThrew() && now - device.threwMs() < kThrowToneMs) return BuzzerPattern::Tone;
  if (device.undelivered()) return BuzzerPattern::Beeps;
  return headline == Headline::Fault ? BuzzerPattern::Chirps : BuzzerPattern::Silent;
}

bool sounds(BuzzerPattern pattern, UptimeMs now) {
  switch (pattern) {
    case BuzzerPattern::Tone:
      return true;
    case BuzzerPattern::Beeps:
      return now % 500 < 250;
    case BuzzerPattern::Chirps:
      return now % 5000 < 100;
    case BuzzerPattern::Silent:
      break;
  }
  return false;
}

void writeRow(char (&row)[kRowChars + 1], std::string_view text) {
  TextWriter writer(row, kRowChars);
  writer.text(text);
}

/// Three columns of seven characters.
void writeColumns(char (&row)[kRowChars + 1], const char* const (&cells)[kPathCount]) {
  TextWriter writer(row, kRowChars);
  for (size_t i = 0; i < kPathCount; i++) {
    writer.text(cells[i]);
    while (writer.length() < (i + 1) * (kRowChars / kPathCount)) writer.character(' ');
  }
}

void writeHint(char (&row)[kRowChars + 1], const Device& device, Headline headline) {
  TextWriter writer(row, kRowChars);
  if (!device.paired()) return writer.text("run: scram pair usb");
  if (device.undelivered()) return writer.text("NOT DELIVERED YET");
  if (device.contacts().inconsistent()) return writer.text("CHECK THE WIRING");
  for (const PathId id : kPaths) {
    const int status = device.path(id).refusedStatus();
    if (status == 0) continue;
    writer.text(pathName(id));
    writer.text(" refused: ");
    return writer.decimal(static_cast<uint32_t>(status));
  }
  if (device.contacts().thrown()) return writer.text("switch is open");
  if (headline == Headline::Killed || headline == Headline::Processing) return writer.text("reset on the engine");
  writer.hex(device.setup().deviceId, 8);
  writer.character(' ');
  writer.text(device.setup().version);
}

}  // namespace

const char* headlineText(Headline headline) {
  switch (headline) {
    case Headline::NotPaired:
      return "NOT PAIRED";
    case Headline::Armed:
      return "ARMED";
    case Headline::Paused:
      return "PAUSED";
    case Headline::NoLink:
      return "NO LINK";
    case Headline::Fault:
      return "FAULT";
    case Headline::Killed:
      return "KILLED";
    case Headline::Processing:
      break;
  }
  return "PROCESSING";
}

const char* markText(PathMark mark) {
  switch (mark) {
    case PathMark::Off:
      return "-";
    case PathMark::Waiting:
      return "...";
    case PathMark::Acknowledged:
      return "ack";
    case PathMark::Fail:
      break;
  }
  return "FAIL";
}

const char* pathName(PathId id) {
  switch (id) {
    case PathId::Usb:
      return "USB";
    case PathId::Lan:
      return "LAN";
    case PathId::Vm:
      break;
  }
  return "VM";
}

LedColour headlineColour(Headline headline) {
  switch (headline) {
    case Headline::Armed:
      return LedColour::Blue;
    case Headline::Killed:
    case Headline::Fault:
      return LedColour::Red;
    case Headline::Processing:
    case Headline::Paused:
    case Headline::NoLink:
    case Headline::NotPaired:
      break;
  }
  return LedColour::Yellow;
}

const char* colourText(LedColour colour) {
  switch (colour) {
    case LedColour::Off:
      return "off";
    case LedColour::Red:
      return "red";
    case LedColour::Yellow:
      return "yellow";
    case LedColour::Blue:
      break;
  }
  return "blue";
}

const char* buzzerText(BuzzerPattern pattern) {
  switch (pattern) {
    case BuzzerPattern::Silent:
      return "silent";
    case BuzzerPattern::Tone:
      return "tone";
    case BuzzerPattern::Beeps:
      return "beeps";
    case BuzzerPattern::Chirps:
      break;
  }
  return "chirps";
}

Shown show(const Device& device, UptimeMs now) {
  Shown shown;
  shown.headline = chooseHeadline(device, now);
  const Blink blink = blinkOf(shown.headline);
  shown.blinking = blink.periodMs != 0;
  const bool lit = !shown.blinking || now % blink.periodMs < blink.onMs;
  shown.led = lit ? headlineColour(shown.headline) : LedColour::Off;
  shown.buzzer = chooseBuzzer(device, shown.headline, now);
  shown.buzzerOn = sounds(shown.buzzer, now);

  const char* names[kPathCount];
  const char* marks[kPathCount];
  for (size_t i = 0; i < kPathCount; i++) {
    const bool off = !device.counts(kPaths[i]);
    names[i] = pathName(kPaths[i]);
    marks[i] = markText(off ? PathMark::Off : device.path(kPaths[i]).mark(now));
  }
  writeRow(shown.rows[0], headlineText(shown.headline));
  writeColumns(shown.rows[1], names);
  writeColumns(shown.rows[2], marks);
  writeHint(shown.rows[3], device, shown.headline);
  return shown;
}

}  // namespace scram
