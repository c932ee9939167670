import { FakeMediaServer } from "../support/fake-media-server.ts";
import { mediaServerContract } from "./media-server-contract.ts";

mediaServerContract("the tests' own", async () => ({
  server: new FakeMediaServer(),
  close: async () => {},
}));
