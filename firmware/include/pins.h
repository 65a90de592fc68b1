// Every pin of the button. docs/wiring.md has the same table; test/check_pins.py compares the Wokwi diagrams with this.
#pragma once

namespace pins {

constexpr int kKillSwitch = 4;    ///< normally-closed contact to GND; high kills
constexpr int kOtherThrow = 27;   ///< second throw of a changeover switch to GND; unused without one
constexpr int kLedRed = 15;       ///< 220 ohm; a strapping pin, read at reset only
constexpr int kLedGreen = 16;     ///< 220 ohm; taken by the PSRAM on WROVER boards
constexpr int kLedBlue = 17;      ///< 220 ohm; likewise
constexpr int kBuzzer = 18;       ///< active buzzer, +
constexpr int kDisplaySda = 21;
constexpr int kDisplayScl = 22;
constexpr int kBootButton = 0;    ///< the board's own BOOT button; held while a paired device is paired again

}  // namespace pins
