// For the Arduino IDE, which compiles this file and everything under src/, but nothing under lib/: so the core comes in
// here, whole. PlatformIO ignores this file and builds lib/ by itself. setup() and loop() are in src/main.cpp.
//
// Needs the board package "esp32" 3.x (its compiler takes C++17 as it is) and the library Adafruit SSD1306.

#include "lib/scram_core/counter.cpp"
#include "lib/scram_core/debounce.cpp"
#include "lib/scram_core/device.cpp"
#include "lib/scram_core/frame.cpp"
#include "lib/scram_core/http_link.cpp"
#include "lib/scram_core/http_reply.cpp"
#include "lib/scram_core/http_request.cpp"
#include "lib/scram_core/keys.cpp"
#include "lib/scram_core/line_reader.cpp"
#include "lib/scram_core/pairing.cpp"
#include "lib/scram_core/path.cpp"
#include "lib/scram_core/reply.cpp"
#include "lib/scram_core/retry.cpp"
#include "lib/scram_core/sha256.cpp"
#include "lib/scram_core/shown.cpp"
#include "lib/scram_core/text.cpp"
