import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { makeCertificate } from "../../../src/media/worker/certificate.ts";

test("a certificate is signed with its own key, valid now, and known by its fingerprint", () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const { certificate, privateKey, fingerprint } = makeCertificate(now);
  const x509 = new X509Certificate(certificate);
  assert(x509.verify(x509.publicKey));
  assert(x509.checkPrivateKey(createPrivateKey(privateKey)));
  assert.equal(fingerprint, x509.fingerprint256);
  assert.equal(x509.validFromDate.toISOString(), "2025-01-02T03:04:05.000Z");
  assert.equal(x509.validToDate.toISOString(), "2035-12-31T03:04:05.000Z");
  assert.equal(x509.subject, "CN=WebRTC");
});

test("no two certificates are the same", () => {
  const made = Array.from({ length: 20 }, () => makeCertificate(Date.UTC(2026)));
  assert.equal(new Set(made.map(({ fingerprint }) => fingerprint)).size, 20);
});
