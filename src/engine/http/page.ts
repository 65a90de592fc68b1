import express, { type Express } from 'express';

/** Scripts and styles come from this listener alone; nothing may frame the page, so that no click on it can be stolen. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page and its assets: open to anyone who can reach the listener, and without any secret. */
export function servePage(app: Express, pageDir: string): void {
  app.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    next();
  });
  app.use(express.static(pageDir, { cacheControl: false, dotfiles: 'ignore', redirect: false }));
}
