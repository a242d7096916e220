/**
 * A certificate of its own making for models.test, elsewhere.test and localhost, and its key: for
 * tests of https on this machine, and of no other use.
 * Made by: openssl ecparam -name prime256v1 -genkey; openssl req -x509 -days 36500.
 */
export const TLS_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIByTCCAW6gAwIBAgIUGD5tf82uar5isrkde1cyAh1n9i4wCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQaG9tZWdyb3VuZCB0ZXN0czAgFw0yNjExMjUxNDQyMThaGA8y
MTI2MTEwMTE0NDIxOFowGzEZMBcGA1UEAwwQaG9tZWdyb3VuZCB0ZXN0czBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABAFzagNc4oMM1UaKyjh7CLj9NPN3W3RAGv8Y
swyBsKunDcCCcGxmueKedjieVTVf6J5WETLI+XnNVkeg7bH9bNGjgY0wgYowHQYD
VR0OBBYEFFcwCpZuqcpY+2A52XcT7iiv8Y2SMB8GA1UdIwQYMBaAFFcwCpZuqcpY
+2A52XcT7iiv8Y2SMA8GA1UdEwEB/wQFMAMBAf8wNwYDVR0RBDAwLoILbW9kZWxz
LnRlc3SCDmVsc2V3aGVyZS50ZXN0gglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0E
AwIDSQAwRgIhAIwevQDZm3a4ecoycJIU0H0R+l+iRXPs2qhnve4aAvNeAiEAzCY7
oATMgBXLPtYPDBUz1/X5d+aEVfaQcKxfu9x80H4=
-----END CERTIFICATE-----
`;

export const TLS_KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIJE2/OyqUmzMjeFxiPAxsyvAjA6aG/3XsyVRbmwdqkymoAoGCCqGSM49
AwEHoUQDQgAEAXNqA1zigwzVRorKOHsIuP0083dbdEAa/xizDIGwq6cNwIJwbGa5
4p52OJ5VNV/onlYRMsj5ec1WR6Dtsf1s0Q==
-----END EC PRIVATE KEY-----
`;
