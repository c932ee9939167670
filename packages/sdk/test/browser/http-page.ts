/** Runs in the page: the HTTP client as a web client has it. */
import { HttpClient } from "../../src/http-client.ts";

declare global {
  interface Window {
    http: HttpClient;
  }
}

window.http = new HttpClient({ baseUrl: location.origin });
