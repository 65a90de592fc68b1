// What the firmware relies on in the Arduino core, ESP-IDF and the display library, as static_asserts. Compiled against
// our stubs in every test run, so that the stubs can't drift from this; and meant to hold against the real headers, where
// it tells an interface that changed from a mistake of ours:
//
//     pio run, with `build_src_filter = +<*> +<../test/api_contract.cpp>`
//
// Calls are asked for their result type and not taken by address: that holds whether the real thing is a function, an
// overload, a macro or inherited, and whether it has further parameters with defaults.

#include <Adafruit_SSD1306.h>
#include <Arduino.h>
#include <ESPmDNS.h>
#include <Preferences.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>
#include <Wire.h>
#include <bootloader_random.h>
#include <driver/gpio.h>
#include <esp_idf_version.h>
#include <esp_intr_alloc.h>
#include <esp_system.h>
#include <esp_task_wdt.h>
#include <esp_timer.h>
#include <freertos/FreeRTOS.h>
#include <freertos/semphr.h>
#include <freertos/task.h>
#if ESP_IDF_VERSION_MAJOR >= 5
#include <esp_random.h>
#endif

#include <type_traits>
#include <utility>

namespace {

template <typename T>
T& any();

#define RETURNS(type, call) static_assert(std::is_same_v<decltype(call), type>, #call)
#define CONVERTS(type, call) static_assert(std::is_convertible_v<decltype(call), type>, #call)

// Time, chance, reset.
RETURNS(int64_t, esp_timer_get_time());
RETURNS(uint32_t, esp_random());
RETURNS(void, bootloader_random_enable());
RETURNS(void, bootloader_random_disable());
RETURNS(esp_reset_reason_t, esp_reset_reason());
RETURNS(uint64_t, ESP.getEfuseMac());
RETURNS(void, ESP.restart());
RETURNS(void, delay(uint32_t{}));

// Pins.
RETURNS(esp_err_t, gpio_config(static_cast<const gpio_config_t*>(nullptr)));
RETURNS(esp_err_t, gpio_set_level(gpio_num_t{}, uint32_t{}));
RETURNS(int, gpio_get_level(gpio_num_t{}));
RETURNS(esp_err_t, gpio_install_isr_service(ESP_INTR_FLAG_IRAM));
RETURNS(esp_err_t, gpio_isr_handler_add(gpio_num_t{}, static_cast<void (*)(void*)>(nullptr), static_cast<void*>(nullptr)));
static_assert(std::is_same_v<decltype(gpio_config_t::pin_bit_mask), uint64_t>, "a mask of 64 pins");
static_assert(std::is_same_v<decltype(gpio_config_t::mode), gpio_mode_t>, "mode");
static_assert(std::is_same_v<decltype(gpio_config_t::pull_up_en), gpio_pullup_t>, "pull-up");
static_assert(std::is_same_v<decltype(gpio_config_t::pull_down_en), gpio_pulldown_t>, "pull-down");
static_assert(std::is_same_v<decltype(gpio_config_t::intr_type), gpio_int_type_t>, "interrupt");
static_assert(GPIO_MODE_INPUT != GPIO_MODE_OUTPUT && GPIO_INTR_DISABLE != GPIO_INTR_ANYEDGE, "modes");
static_assert(GPIO_PULLUP_ENABLE == 1 && GPIO_PULLDOWN_DISABLE == 0, "pulls");

// Tasks.
CONVERTS(BaseType_t, xTaskCreatePinnedToCore(static_cast<void (*)(void*)>(nullptr), "", 4096, static_cast<void*>(nullptr), 1,
                                             static_cast<TaskHandle_t*>(nullptr), 1));
CONVERTS(BaseType_t, xTaskNotify(any<TaskHandle_t>(), uint32_t{}, eSetBits));
CONVERTS(BaseType_t, xTaskNotifyWait(uint32_t{}, uint32_t{}, any<uint32_t*>(), TickType_t{}));
CONVERTS(uint32_t, ulTaskNotifyTake(pdTRUE, TickType_t{}));
RETURNS(void, vTaskNotifyGiveFromISR(any<TaskHandle_t>(), any<BaseType_t*>()));
RETURNS(void, vTaskDelay(TickType_t{}));
CONVERTS(SemaphoreHandle_t, xSemaphoreCreateMutexStatic(any<StaticSemaphore_t*>()));
CONVERTS(BaseType_t, xSemaphoreTake(any<SemaphoreHandle_t>(), portMAX_DELAY));
CONVERTS(BaseType_t, xSemaphoreGive(any<SemaphoreHandle_t>()));
static_assert(pdMS_TO_TICKS(2) == 2, "a tick is 1 ms: the contacts are sampled every 2 ms");

// Watchdog.
#if ESP_IDF_VERSION_MAJOR >= 5
RETURNS(esp_err_t, esp_task_wdt_init(static_cast<const esp_task_wdt_config_t*>(nullptr)));
RETURNS(esp_err_t, esp_task_wdt_reconfigure(static_cast<const esp_task_wdt_config_t*>(nullptr)));
static_assert(std::is_same_v<decltype(esp_task_wdt_config_t::timeout_ms), uint32_t>, "milliseconds");
static_assert(std::is_same_v<decltype(esp_task_wdt_config_t::idle_core_mask), uint32_t>, "mask");
static_assert(std::is_same_v<decltype(esp_task_wdt_config_t::trigger_panic), bool>, "panic");
#else
RETURNS(esp_err_t, esp_task_wdt_init(uint32_t{}, bool{}));
#endif
RETURNS(esp_err_t, esp_task_wdt_add(static_cast<TaskHandle_t>(nullptr)));
RETURNS(esp_err_t, esp_task_wdt_reset());
using ResultOfDisable = decltype(disableCore0WDT());
static_assert(std::is_void_v<ResultOfDisable> || std::is_same_v<ResultOfDisable, bool>, "its result is not used");

// Flash.
RETURNS(bool, any<Preferences>().begin(""));
RETURNS(size_t, any<Preferences>().putULong64("", uint64_t{}));
RETURNS(uint64_t, any<Preferences>().getULong64("", uint64_t{}));
RETURNS(size_t, any<Preferences>().putBytes("", static_cast<const void*>(nullptr), size_t{}));
RETURNS(size_t, any<Preferences>().getBytes("", static_cast<void*>(nullptr), size_t{}));

// USB serial.
RETURNS(void, Serial.begin(115200));
RETURNS(int, Serial.available());
RETURNS(int, Serial.read());
RETURNS(void, Serial.flush());
RETURNS(size_t, Serial.write(static_cast<const uint8_t*>(nullptr), size_t{}));
RETURNS(size_t, Serial.setRxBufferSize(size_t{}));
RETURNS(size_t, Serial.setTxBufferSize(size_t{}));

// Network. The timeout of connect() is in milliseconds, that of setHandshakeTimeout() in seconds.
RETURNS(bool, WiFi.mode(WIFI_STA));
RETURNS(bool, WiFi.setSleep(false));
RETURNS(bool, WiFi.setAutoReconnect(false));
RETURNS(void, WiFi.persistent(false));
RETURNS(wl_status_t, WiFi.begin("", "", int32_t{}, static_cast<const uint8_t*>(nullptr)));
RETURNS(wl_status_t, WiFi.begin("", ""));
RETURNS(wl_status_t, WiFi.status());
CONVERTS(bool, WiFi.disconnect());
RETURNS(uint8_t*, WiFi.BSSID());
CONVERTS(int32_t, WiFi.channel());
RETURNS(bool, MDNS.begin(""));
RETURNS(void, MDNS.end());
RETURNS(IPAddress, MDNS.queryHost("", uint32_t{}));
static_assert(std::is_convertible_v<IPAddress, uint32_t>, "0 is no address");

template <typename Client>
constexpr bool kIsClient =
    std::is_same_v<decltype(any<Client>().connect("", uint16_t{}, int32_t{})), int> &&
    std::is_same_v<decltype(any<Client>().write(static_cast<const uint8_t*>(nullptr), size_t{})), size_t> &&
    std::is_same_v<decltype(any<Client>().available()), int> &&
    std::is_same_v<decltype(any<Client>().read(static_cast<uint8_t*>(nullptr), size_t{})), int> &&
    std::is_same_v<decltype(any<Client>().connected()), uint8_t> && std::is_void_v<decltype(any<Client>().stop())>;
static_assert(kIsClient<WiFiClient>, "the plain client");
static_assert(kIsClient<WiFiClientSecure>, "the TLS client");
RETURNS(int, any<WiFiClient>().connect(any<IPAddress>(), uint16_t{}, int32_t{}));
RETURNS(int, any<WiFiClient>().setNoDelay(true));
RETURNS(void, any<WiFiClientSecure>().setCACert(""));
RETURNS(void, any<WiFiClientSecure>().setHandshakeTimeout(4ul));

// Display.
static_assert(std::is_constructible_v<Adafruit_SSD1306, uint8_t, uint8_t, TwoWire*, int8_t>, "width, height, bus, reset pin");
RETURNS(bool, any<Adafruit_SSD1306>().begin(SSD1306_SWITCHCAPVCC, uint8_t{0x3c}, false, false));
RETURNS(void, any<Adafruit_SSD1306>().clearDisplay());
RETURNS(void, any<Adafruit_SSD1306>().display());
RETURNS(void, any<Adafruit_SSD1306>().setTextSize(uint8_t{1}));
RETURNS(void, any<Adafruit_SSD1306>().setTextColor(uint16_t{SSD1306_WHITE}));
RETURNS(void, any<Adafruit_SSD1306>().setTextWrap(false));
RETURNS(void, any<Adafruit_SSD1306>().setCursor(int16_t{}, int16_t{}));
RETURNS(size_t, any<Adafruit_SSD1306>().print(""));
CONVERTS(bool, Wire.begin(21, 22));
RETURNS(void, Wire.beginTransmission(uint8_t{0x3c}));
RETURNS(uint8_t, Wire.endTransmission());

}  // namespace
