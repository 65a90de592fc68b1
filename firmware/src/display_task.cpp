#include "display_task.h"

#include <Adafruit_SSD1306.h>
#include <Arduino.h>
#include <Wire.h>

#include <cstring>

#include "../include/pins.h"
#include "../lib/scram_core/shown.h"
#include "board.h"

namespace {

constexpr uint8_t kAddress = 0x3c;
constexpr uint8_t kWidth = 128;
constexpr uint8_t kHeight = 64;
constexpr uint32_t kEveryMs = 20;  ///< the shortest blink is 100 ms
constexpr int16_t kRowTop[scram::kRowCount] = {0, 24, 36, 54};

/// A button without a display still has its LED: a missing one is found here and left alone.
bool answers() {
  Wire.beginTransmission(kAddress);
  return Wire.endTransmission() == 0;
}

void draw(Adafruit_SSD1306& display, const scram::Shown& shown) {
  display.clearDisplay();
  for (size_t i = 0; i < scram::kRowCount; i++) {
    display.setTextSize(i == 0 ? 2 : 1);
    display.setCursor(0, kRowTop[i]);
    display.print(shown.rows[i]);
  }
  display.display();
}

void run(void* argument) {
  App& app = *static_cast<App*>(argument);
  Wire.begin(pins::kDisplaySda, pins::kDisplayScl);
  static Adafruit_SSD1306 display(kWidth, kHeight, &Wire, -1);
  const bool fitted = answers() && display.begin(SSD1306_SWITCHCAPVCC, kAddress, false, false);
  display.setTextColor(SSD1306_WHITE);
  display.setTextWrap(false);
  char drawn[scram::kRowCount][scram::kRowChars + 1] = {};
  for (;;) {
    const scram::Shown shown = app.with([](scram::Device& device) { return scram::show(device, uptimeMs()); });
    board::light(shown.led);
    board::sound(shown.buzzerOn);
    if (fitted && std::memcmp(drawn, shown.rows, sizeof drawn) != 0) {
      std::memcpy(drawn, shown.rows, sizeof drawn);
      draw(display, shown);
    }
    vTaskDelay(pdMS_TO_TICKS(kEveryMs));
  }
}

}  // namespace

void startDisplayTask(App& app) { xTaskCreatePinnedToCore(run, "display", 6144, &app, 2, &app.displayTask, 1); }
