/** The page of Swagger UI, and the script that starts it: the CSP forbids scripts in the page. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Parley API</title>
    <link rel="icon" type="image/png" href="/api/docs/static/favicon-32x32.png" />
    <link rel="stylesheet" href="/api/docs/static/swagger-ui.css" />
    <link rel="stylesheet" href="/api/docs/static/index.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/static/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

/**
 * Without `validatorUrl: null` Swagger UI would send the document to an online validator. The
 * interceptor lets "Try it out" work after POST /login/.
 */
export const DOCS_SCRIPT = `SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: "/api/schema/",
  layout: "BaseLayout",
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor(request) {
    const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1];
    if (token !== undefined) request.headers["X-CSRFToken"] = token;
    return request;
  },
});
`;
