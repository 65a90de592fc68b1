/** The lines of the firmware's `include/secrets.h` that make a board this device. */
export function secretsHeader(device: string, secret: string): string {
  return [
    `constexpr const char* kDeviceId = "${device}";`,
    `constexpr const char* kDeviceSecret = "${secret}";`,
    '',
  ].join('\n');
}
