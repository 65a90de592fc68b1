import * as z from 'zod';

// The page's policy forbids code made from strings, which zod tries otherwise. Schemas look at this when they are made, so
// this file is imported before any of them.
z.config({ jitless: true });
