import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { after, test } from "node:test";
import { checkPort } from "../../../src/media/worker/check-port.ts";
import { TransportFactory } from "../../../src/media/worker/transport.ts";

const bindAddress = "127.0.0.1";
const onError = (error: unknown) => assert.fail(String(error));
const socket = createSocket("udp4");

after(() => socket.close());

test("[SDP7] a port that somebody else has is found out before libdatachannel sees it", async () => {
  socket.bind(0, bindAddress);
  await once(socket, "listening");
  const { port } = socket.address();
  await assert.rejects(checkPort({ bindAddress, port }), { code: "EADDRINUSE" });
  assert.throws(() => new TransportFactory({ bindAddress, port, onError }));
});

test("[SDP7] the port is held while there is no transport, so that nobody else takes it", async () => {
  const port = await checkPort({ bindAddress, port: 0 });
  assert(port > 0);
  assert.equal(await checkPort({ bindAddress, port }), port);
  const factory = new TransportFactory({ bindAddress, port, onError });
  await assert.rejects(checkPort({ bindAddress, port }), { code: "EADDRINUSE" });
  factory.close();
});

test("an address that is not of this machine is refused", async () => {
  await assert.rejects(checkPort({ bindAddress: "203.0.113.250", port: 0 }), {
    code: "EADDRNOTAVAIL",
  });
});
