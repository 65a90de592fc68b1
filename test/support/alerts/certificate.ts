/**
 * A certificate for 127.0.0.1 that nobody has signed but itself, good for a hundred years, with its key: for servers of tests, and
 * for nothing else.
 */
export const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUBjBCDNqt/55klp/kAbKbISGvCNwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTA2MTI0OVoYDzIxMjYxMDI4
MDYxMjQ5WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR89JbUCLD2lBv/Bm5VyR6OA+QR4YiU+fymtwxC2pz47sjaXhc8BW/b
rvZAts+kGOtE4SJ+1Ns1PIA+x8qck8CCo2QwYjAdBgNVHQ4EFgQUnAAwACU766zx
MJKMmUs1Z1atxBAwHwYDVR0jBBgwFoAUnAAwACU766zxMJKMmUs1Z1atxBAwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IEKI2NB1Nupi7FvO+8GZiFoHAnEMBdPLBwkSlf+fnLlOAiEAq0Ge6moAdpsyquvE
5xW+jjk1riiCxx7hnulqDqNMrcY=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVERiX0zfEM8anXOo
ycRLtfE+p6QJedyIpsRoyn6nKSmhRANCAAR89JbUCLD2lBv/Bm5VyR6OA+QR4YiU
+fymtwxC2pz47sjaXhc8BW/brvZAts+kGOtE4SJ+1Ns1PIA+x8qck8CC
-----END PRIVATE KEY-----
`,
};
