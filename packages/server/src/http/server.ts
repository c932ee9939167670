import type { ServerOptions } from "node:http";
import cookie from "@fastify/cookie";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import type { Limits } from "@parley/protocol";
import { type FastifyBaseLogger, type FastifyInstance, LogController, fastify } from "fastify";
import { Csrf } from "../identity/csrf.ts";
import { ownAccountRoutes } from "./account.ts";
import { accountRoutes } from "./accounts.ts";
import { answerParseError } from "./client-error.ts";
import { limitClosing } from "./closing.ts";
import { allowOrigins } from "./cors.ts";
import type { HttpDeps } from "./deps.ts";
import { docsRoutes } from "./docs.ts";
import { doctorRoute } from "./doctor.ts";
import { handleErrors, handleUnknownPaths, sendFrameworkError } from "./errors.ts";
import { guestRoutes } from "./guest.ts";
import { healthRoutes } from "./health.ts";
import { guardHost } from "./host.ts";
import { iceServersRoute } from "./ice-servers.ts";
import { jwksRoute } from "./jwks.ts";
import { collectRoutes } from "./openapi.ts";
import { metricsRoute } from "./metrics.ts";
import { noticeProxies } from "./proxy-notices.ts";
import { logRequests } from "./request-log.ts";
import { roomRoutes } from "./rooms.ts";
import { secureHeaders } from "./security-headers.ts";
import { openSignInDesk } from "./sign-in-desk.ts";
import { signInRoutes } from "./sign-ins.ts";
import { signallingRoutes } from "./signalling.ts";
import { tokenRoutes } from "./tokens.ts";
import { webRoutes } from "./web.ts";

/**
 * The HTTP server: the API, its documentation, and the web client where `webRoot` has one. It does
 * not listen yet; its `server` takes the WebSocket upgrades.
 */
export async function buildHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const { config, webRoot } = deps;
  const app = createInstance(deps);
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.removeContentTypeParser("text/plain");
  handleErrors(app);
  logRequests(app);
  limitClosing(app, deps);
  await secureHeaders(app, config.secure);
  noticeProxies(app, deps);
  guardHost(app, config);
  allowOrigins(app, config);
  await app.register(cookie);
  app.decorateRequest("caller", null);
  await collectRoutes(app);
  await addRoutes(app, deps);
  handleUnknownPaths(app, webRoot === null ? () => false : await webRoutes(app, webRoot));
  return app;
}

async function addRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  const csrf = new Csrf(deps.secret);
  const desk = openSignInDesk(deps, csrf);
  accountRoutes(typed, deps, desk);
  ownAccountRoutes(typed, deps, desk);
  signInRoutes(typed, deps, desk);
  tokenRoutes(typed, deps, desk);
  jwksRoute(typed, deps);
  guestRoutes(typed, deps, csrf);
  await roomRoutes(typed, deps, csrf);
  signallingRoutes(typed);
  iceServersRoute(typed, deps, csrf);
  metricsRoute(typed, deps);
  doctorRoute(typed, deps);
  healthRoutes(typed, deps);
  await docsRoutes(typed);
}

function createInstance({ limits, log, tls, isTrustedProxy }: HttpDeps): FastifyInstance {
  const logger: FastifyBaseLogger | undefined = log;
  const options = {
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    trustProxy: isTrustedProxy,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: limits.bodyBytes },
    return503OnClosing: false,
    clientErrorHandler: answerParseError,
    frameworkErrors: sendFrameworkError,
    // Fastify would log whole URLs; request-log.ts does not.
    logController: new LogController({ disableRequestLogging: true }),
    ...(logger === undefined ? {} : { loggerInstance: logger }),
  };
  const node = nodeOptions(limits, () => app);
  const app: FastifyInstance =
    tls === null
      ? fastify({ ...options, http: node })
      : fastify({ ...options, https: { ...node, ...tls } });
  // RFC 9110 section 10.1.1: an expectation that nobody understands may be ignored.
  app.server.on("checkExpectation", (request, response) => app.routing(request, response));
  return app;
}

function nodeOptions(limits: Limits, app: () => FastifyInstance): ServerOptions {
  return {
    // We check it ourselves, to answer with a problem document.
    requireHostHeader: false,
    // A WebSocket handshake is nothing but headers: its time limit is that of all headers.
    headersTimeout: limits.upgradeTimeoutMs,
    connectionsCheckingInterval: limits.upgradeTimeoutMs / 5,
    // Some clients offer h2c with every request; that is no reason not to answer them.
    shouldUpgradeCallback: ({ headers }) =>
      headers.upgrade?.toLowerCase() === "websocket" && app().server.listenerCount("upgrade") > 0,
  };
}
