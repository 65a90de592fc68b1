#include "board.h"

#include <driver/gpio.h>
#include <esp_intr_alloc.h>

#include "../include/pins.h"

namespace board {
namespace {

constexpr gpio_num_t pin(int number) { return static_cast<gpio_num_t>(number); }

void setUp(int number, gpio_mode_t mode, gpio_pullup_t pullUp, gpio_int_type_t interrupt) {
  gpio_config_t config = {};
  config.pin_bit_mask = uint64_t{1} << number;
  config.mode = mode;
  config.pull_up_en = pullUp;
  config.pull_down_en = GPIO_PULLDOWN_DISABLE;
  config.intr_type = interrupt;
  gpio_config(&config);
}

}  // namespace

void begin() {
  for (const int led : {pins::kLedRed, pins::kLedGreen, pins::kLedBlue, pins::kBuzzer}) {
    setUp(led, GPIO_MODE_OUTPUT, GPIO_PULLUP_DISABLE, GPIO_INTR_DISABLE);
    gpio_set_level(pin(led), 0);
  }
  setUp(pins::kKillSwitch, GPIO_MODE_INPUT, GPIO_PULLUP_ENABLE, GPIO_INTR_ANYEDGE);
  setUp(pins::kOtherThrow, GPIO_MODE_INPUT, GPIO_PULLUP_ENABLE, GPIO_INTR_ANYEDGE);
  setUp(pins::kBootButton, GPIO_MODE_INPUT, GPIO_PULLUP_ENABLE, GPIO_INTR_DISABLE);
}

scram::SwitchContacts contacts() {
  return {gpio_get_level(pin(pins::kKillSwitch)) != 0, gpio_get_level(pin(pins::kOtherThrow)) == 0};
}

bool bootButtonHeld() { return gpio_get_level(pin(pins::kBootButton)) == 0; }

void light(scram::LedColour colour) {
  gpio_set_level(pin(pins::kLedRed), colour == scram::LedColour::Red || colour == scram::LedColour::Yellow);
  gpio_set_level(pin(pins::kLedGreen), colour == scram::LedColour::Yellow);
  gpio_set_level(pin(pins::kLedBlue), colour == scram::LedColour::Blue);
}

void sound(bool on) { gpio_set_level(pin(pins::kBuzzer), on); }

void onEdge(void (*handler)(void*), void* argument) {
  // Not attachInterrupt(): in the prebuilt Arduino core its handlers are in flash.
  gpio_install_isr_service(ESP_INTR_FLAG_IRAM);
  gpio_isr_handler_add(pin(pins::kKillSwitch), handler, argument);
  gpio_isr_handler_add(pin(pins::kOtherThrow), handler, argument);
}

}  // namespace board
