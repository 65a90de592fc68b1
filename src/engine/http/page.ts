import express, { type Express } from 'express';
import { pageHeaders } from '../../shared/page-policy.ts';

/** The page and its assets: open to anyone who can reach the listener, and without any secret. */
export function servePage(app: Express, pageDir: string): void {
  app.use((_request, response, next) => {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    next();
  });
  app.use(express.static(pageDir, { cacheControl: false, dotfiles: 'ignore', redirect: false }));
}
