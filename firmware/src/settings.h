// What was flashed with the firmware: include/secrets.h, checked once.
#pragma once

#if __cplusplus < 201703L
#error "C++17 is needed: build with PlatformIO, or in the Arduino IDE with the board package esp32 3.x"
#endif

#if __has_include("../include/secrets.h")
#include "../include/secrets.h"
#else
#error "Copy include/secrets.h.example to include/secrets.h and fill it in"
#endif

#include "../lib/scram_core/keys.h"

namespace settings {

constexpr const char* kVersion = "1.0.0";

constexpr bool given(const char* text) { return text[0] != '\0'; }
constexpr bool kHasWifi = given(secrets::kWifiName);
constexpr bool kHasLan = kHasWifi && given(secrets::kLanHost);
constexpr bool kHasVm = kHasWifi && given(secrets::kVmHost);

static_assert(std::string_view(secrets::kDeviceId).empty() || std::string_view(secrets::kDeviceId).size() == 8,
              "kDeviceId takes 8 hex digits, or nothing");
static_assert(std::string_view(secrets::kDeviceSecret).empty() || std::string_view(secrets::kDeviceSecret).size() == 64,
              "kDeviceSecret takes 64 hex digits, or nothing");
static_assert(!kHasVm || std::string_view(secrets::kVmRoot).find("BEGIN CERTIFICATE") != std::string_view::npos,
              "kVmHost needs kVmRoot: an engine elsewhere is never trusted without its root certificate");

/// The device id of secrets.h, or one made from the chip's address.
uint32_t deviceId();

/// False when secrets.h holds no secret, or one that isn't hex.
bool flashedSecret(uint8_t secret[scram::kSecretBytes]);

}  // namespace settings
