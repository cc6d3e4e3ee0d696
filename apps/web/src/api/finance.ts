/**
 * Made from the OpenAPI document of the service by `npm run openapi:write`; `npm run check` compares.
 */
export interface paths {
  '/accounting/account-days': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * An account by days, oldest first
     * @description At most 366 days at once. Days on which nothing was booked are left out.
     */
    get: operations['AccountingController_accountDays'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/accounts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All accounts, by the ids of their owners */
    get: operations['AccountingController_accounts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The audit log of a day or of several days, newest first
     * @description Of today, when neither `date` nor `from` or `to` is given.
     */
    get: operations['AccountingController_auditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/audit-log.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The audit log as a CSV file */
    get: operations['AccountingController_exportAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/balance': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A balance, now or at the end of a date */
    get: operations['AccountingController_balance'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/days': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Closed days and what they came to, newest first */
    get: operations['DaysController_days'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/days/{date}/close': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Close a day, or see what closing it would pay
     * @description Days are closed in their order. What comes later for a closed day counts for the next open one: closing by hand waits for nobody, and `waiting_for` of a dry run says what has not arrived.
     */
    post: operations['DaysController_close'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/payouts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Payouts of closed days, newest first
     * @description Everybody signed in sees the own ones, by `user`; accountants, administrators and services also those of others, and of all when `user` is left out.
     */
    get: operations['PayoutsController_payouts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/payouts.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Payouts as a CSV file
     * @description Everybody signed in sees the own ones, by `user`; accountants, administrators and services also those of others, and of all when `user` is left out.
     */
    get: operations['PayoutsController_exportPayouts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/postings/{uuid}/reversal': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reverse a fee or a reward
     * @description The id is that of a line of the audit log. The reversal is a line of its own, with its reason, on the present working day; closed days stay as they are. Payouts and reversals cannot be reversed.
     */
    post: operations['ReversalsController_reverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/statements/{date}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The statement of a closed day
     * @description Everybody signed in sees the own one; accountants, administrators and services every one.
     */
    get: operations['StatementsController_statement'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The company's income of a day or by days
     * @description Of today, when neither `date` nor `from` or `to` is given.
     */
    get: operations['AccountingController_companyIncome'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/verification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Work out the books of some days again
     * @description `differences` is empty when the books are right; else its first entry is the earliest: what, where, what it should be and what it is. Reads every posting of the days asked for, of all days when nothing is said.
     */
    get: operations['VerificationController_verification'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/analytics/company': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The company's income and its people, by day
     * @description Closed days as they were closed, open ones as they stand now. Today when nothing is said.
     */
    get: operations['AnalyticsController_company'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/analytics/tasks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The dearest completed tasks
     * @description A task counts for the working day that its reward was booked on. Of equally dear ones the first to be completed is shown. Today when neither `from` nor `to` is said.
     */
    get: operations['AnalyticsController_tasks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/analytics/workers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * People in the red, now or at the end of a day
     * @description How many, and page by page who, the deepest in the red first.
     */
    get: operations['AnalyticsController_workers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Hear what changes, to read it again
     * @description Server-sent events, each with names of topics and nothing else. `ready` comes first, with all the topics there are: of what is read after it, every change is told. `changed` names those that changed since the event before, at most one event each half second. A comment every 15 seconds is a sign of life. The stream ends when the token runs out, when the person is deleted, and when the service stops: ask for another one, and read again what is shown, since nothing is told of the time between.
     */
    get: operations['ChangesController_listen'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The events after a position, in order; waits for one when asked to (S4) */
    get: operations['EventFeedController_page'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/events/head': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The position that includes everything that has committed by now */
    get: operations['EventFeedController_head'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process answers */
    get: operations['HealthController_live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The service can work: its database answers */
    get: operations['HealthController_ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Metrics in the text format of Prometheus */
    get: operations['MetricsController_metrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/parked-messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What could not be taken, why, and its raw bytes; the oldest first */
    get: operations['ParkedMessagesController_page'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/parked-messages/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Discard it; the row stays as a record */
    delete: operations['ParkedMessagesController_discard'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/parked-messages/{id}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give it to its handler once more */
    post: operations['ParkedMessagesController_replay'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reconciliation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far each producer was heard, what was healed, and what should not be
     * @description The figures are gauges on /metrics too.
     */
    get: operations['ReconciliationController_state'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reconciliation/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Compare with all that a producer ever told, or told after a position
     * @description What is there changes nothing; what is missing takes effect and is counted. `GET /reconciliation/runs/{uuid}` shows how far it is.
     */
    post: operations['ReconciliationController_start'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reconciliation/runs/{uuid}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One comparison with a feed */
    get: operations['ReconciliationController_run'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/statements': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What became of the mails of statements, newest days first
     * @description For accountants, administrators and services. Parked ones unless `state` says otherwise.
     */
    get: operations['StatementsController_deliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/statements/{id}/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a parked statement again
     * @description For administrators. It goes to the address that the person has by then.
     */
    post: operations['StatementsController_resend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/{uuid}/postings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a task cost and brought, line by line, newest first
     * @description Everybody signed in is shown the own lines, accountants, administrators and services everybody's; `complete` tells whether these are all.
     */
    get: operations['TaskPostingsController_postings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/{uuid}/price': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a task costs its performer, and what it brings when it is done */
    get: operations['TaskPricesController_price'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  AccountingController_accountDays: {
    parameters: {
      query: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        from: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to: string;
        /** @description Whose account; the own one when left out. For accountants and administrators. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description ISO 4217 */
            currency: string;
            /** @description Oldest first; days on which nothing was booked are left out: the balance stayed what it was */
            days: {
              /** @description Amount in minor units of the currency */
              closing_balance: number;
              /**
               * Format: date
               * @description Day in the business time zone, YYYY-MM-DD
               */
              date: string;
              /** @description All fees of the day together; negative or 0 */
              fees: number;
              /** @description What was carried over from the day before */
              opening_balance: number;
              /** @description What was paid out when the day was closed; negative or 0 */
              payout: number;
              /** @description What was reversed on the day: fees given back, rewards taken away */
              reversals: number;
              /** @description All rewards of the day together */
              rewards: number;
            }[];
            /** @description The balance as `from` began */
            opening_balance: number;
            /**
             * Format: uuid
             * @description UUID
             */
            user: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_accounts: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description Amount in minor units of the currency */
              balance: number;
              currency: string;
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              user: string;
            }[];
            next_cursor: string | null;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants and administrators; `missing-scope`: services need accounts:read */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_auditLog: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        date?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        from?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to?: string;
        /** @description Whose account; the own one when left out. For accountants and administrators. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            currency: string;
            items: {
              /** @description What it did to the balance: a reward is positive, a fee or a payout negative */
              amount: number;
              /**
               * Format: date
               * @description The working day it counts for
               */
              booked_on: string;
              /** @enum {string} */
              kind: 'fee' | 'reward' | 'payout' | 'reversal';
              /**
               * Format: date-time
               * @description When the event happened, or when the payout was made
               */
              occurred_at: string;
              /** @description Why something was reversed; null for all others */
              reason: string | null;
              /**
               * Format: uuid
               * @description The line that a reversal takes back; null for all others
               */
              reverses: string | null;
              /** @description Null for a payout */
              task: {
                /** @description Null until Finance has fetched it */
                description: string | null;
                /**
                 * @description Key in a tracker, where the task has one and Finance has fetched it
                 * @example POPUG-42
                 */
                jira_id: string | null;
                /**
                 * @description The description without the key; null until it is fetched
                 * @example Fix the perch
                 */
                title: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              } | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            }[];
            next_cursor: string | null;
            /**
             * Format: uuid
             * @description UUID
             */
            user: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_exportAuditLog: {
    parameters: {
      query?: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        date?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        from?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to?: string;
        /** @description Whose account; the own one when left out. For accountants and administrators. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One record a line, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reason
           *     2026-03-02T15:12:08.250Z,2026-03-02,reward,31.20,USD,0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10,[POPUG-42] - Fix the perch,POPUG-42,Fix the perch,
           */
          'text/csv': string;
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_balance: {
    parameters: {
      query?: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        date?: string;
        /** @description Whose account; the own one when left out. For accountants and administrators. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Amount in minor units of the currency */
            balance: number;
            /** @description ISO 4217 */
            currency: string;
            /**
             * Format: date
             * @description The day at whose end the balance stood so, or today
             */
            date: string;
            /** @description Null until Finance has fetched it */
            name: string | null;
            /**
             * Format: uuid
             * @description UUID
             */
            user: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  DaysController_days: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description ISO 4217 */
            currency: string;
            items: {
              /** @description Their balances together; negative or 0 */
              carried_over: number;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              closed_at: string;
              /**
               * Format: date
               * @description Day in the business time zone, YYYY-MM-DD
               */
              date: string;
              /** @description Less those that were reversed on the day */
              fees: number;
              /** @description SHA-256 of the day and of the hash of the day before, in hex */
              hash: string;
              /** @description What the company earned: fees minus rewards */
              income: number;
              /** @description All payouts of the day together */
              paid: number;
              paid_people: number;
              /** @description Whose balance was negative at the end of the day */
              people_in_the_red: number;
              /** @description Fees, rewards and reversals that count for the day */
              postings: number;
              /** @description Less those that were reversed on the day */
              rewards: number;
            }[];
            next_cursor: string | null;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants, administrators and managers */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  DaysController_close: {
    parameters: {
      query?: {
        /** @description `true` changes nothing and answers what a close would pay now */
        dry_run?: string;
      };
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description ISO 4217 */
            currency: string;
            day: {
              /** @description Their balances together; negative or 0 */
              carried_over: number;
              /**
               * Format: date-time
               * @description Null while the day is open, as after a dry run
               */
              closed_at: string | null;
              /**
               * Format: date
               * @description Day in the business time zone, YYYY-MM-DD
               */
              date: string;
              /** @description Less those that were reversed on the day */
              fees: number;
              /** @description Null while the day is open */
              hash: string | null;
              /** @description What the company earned: fees minus rewards */
              income: number;
              /** @description All payouts of the day together */
              paid: number;
              paid_people: number;
              /** @description Whose balance was negative at the end of the day */
              people_in_the_red: number;
              /** @description Fees, rewards and reversals that count for the day */
              postings: number;
              /** @description Less those that were reversed on the day */
              rewards: number;
            };
            dry_run: boolean;
            /** @description By the ids of the people */
            payouts: {
              /** @description Amount in minor units of the currency */
              amount: number;
              /**
               * Format: uuid
               * @description UUID
               */
              user: string;
            }[];
            /** @description In a dry run of an open day: who may have told more of it than has arrived. Else empty */
            waiting_for: {
              /** @description Where its event feed ends; null when it does not say */
              needed: number | null;
              producer: string;
              /** @description Up to where Finance has taken it */
              reached: number;
            }[];
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `no-such-day`: nothing was booked up to that day */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `day-not-over`: it goes on or has not begun; `earlier-day-open`: a day before it is to be closed first */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `idempotency-key-reused`: another request was sent under this key */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  PayoutsController_payouts: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        from?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to?: string;
        /** @description Whose payouts; everybody's when left out, for accountants and administrators. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description ISO 4217 */
            currency: string;
            items: {
              /** @description Amount in minor units of the currency */
              amount: number;
              /**
               * Format: date
               * @description The day at whose end the balance was paid out
               */
              date: string;
              name: string | null;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              paid_at: string;
              /**
               * Format: uuid
               * @description UUID
               */
              user: string;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            }[];
            next_cursor: string | null;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others; name yourself by `user` */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  PayoutsController_exportPayouts: {
    parameters: {
      query?: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        from?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to?: string;
        /** @description Whose payouts; everybody's when left out, for accountants and administrators. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One record a line, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example date,paid_at,user,name,amount,currency,payout
           *     2026-03-02,2026-03-03T00:01:00.000000Z,0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a,Rio,25.00,USD,0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4b
           */
          'text/csv': string;
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others; name yourself by `user` */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ReversalsController_reverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description UUID */
        uuid: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Why, in one line, for the audit log
           * @example The task was a duplicate
           */
          reason: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What it did to the balance: a reversed fee is positive, a reversed reward negative */
            amount: number;
            /**
             * Format: date
             * @description The working day it counts for
             */
            booked_on: string;
            /** @description ISO 4217 */
            currency: string;
            /**
             * Format: uuid
             * @description The administrator
             */
            decided_by: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            occurred_at: string;
            reason: string;
            /**
             * Format: uuid
             * @description The posting that it takes back
             */
            reverses: string;
            /**
             * Format: uuid
             * @description UUID
             */
            task: string;
            /**
             * Format: uuid
             * @description Whose account
             */
            user: string;
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: the id is no UUID, or `reason` is missing or too long */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `no-such-posting`: no posting has this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-reversible`: it is a payout or a reversal; `reversed-before`: somebody reversed it for another reason */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `idempotency-key-reused`: another request was sent under this key */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  StatementsController_statement: {
    parameters: {
      query?: {
        /** @description Whose statement; the own one when left out. For accountants and administrators. */
        user?: string;
      };
      header?: never;
      path: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The balance that the next day begins with */
            carried_over: number;
            /** @description ISO 4217 */
            currency: string;
            /**
             * Format: date
             * @description Day in the business time zone, YYYY-MM-DD
             */
            date: string;
            /** @description What earlier lines came to when there are too many to show; null when all are shown */
            left_out: number | null;
            /** @description The lines of the day but the payout, the oldest first; of very many the last ones */
            lines: {
              /** @description What it did to the balance: a reward is positive, a fee or a payout negative */
              amount: number;
              /**
               * Format: date
               * @description The working day it counts for
               */
              booked_on: string;
              /** @enum {string} */
              kind: 'fee' | 'reward' | 'payout' | 'reversal';
              /**
               * Format: date-time
               * @description When the event happened, or when the payout was made
               */
              occurred_at: string;
              /** @description Why something was reversed; null for all others */
              reason: string | null;
              /**
               * Format: uuid
               * @description The line that a reversal takes back; null for all others
               */
              reverses: string | null;
              /** @description Null for a payout */
              task: {
                /** @description Null until Finance has fetched it */
                description: string | null;
                /**
                 * @description Key in a tracker, where the task has one and Finance has fetched it
                 * @example POPUG-42
                 */
                jira_id: string | null;
                /**
                 * @description The description without the key; null until it is fetched
                 * @example Fix the perch
                 */
                title: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              } | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            }[];
            name: string | null;
            /** @description At the beginning of the day */
            opening_balance: number;
            /** @description What was paid out at the end of the day; 0 when nothing was */
            payout: number;
            /**
             * Format: uuid
             * @description UUID
             */
            user: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `not-your-account`: only accountants, administrators and services with the scope accounts:read see others */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `no-such-statement`: the day is open, or it had nothing to say about the person */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_companyIncome: {
    parameters: {
      query?: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        date?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        from?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description ISO 4217 */
            currency: string;
            /** @description Newest first; days on which nothing was booked are left out */
            days: {
              /**
               * Format: date
               * @description Day in the business time zone, YYYY-MM-DD
               */
              date: string;
              /** @description Amount in minor units of the currency */
              income: number;
            }[];
            /** @description Of all the days together; negative when rewards exceeded fees */
            income: number;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants, administrators and managers */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  VerificationController_verification: {
    parameters: {
      query?: {
        /** @description Day in the business time zone, YYYY-MM-DD */
        from?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description How many of these days are closed */
            closed_days: number;
            /** @description By days, the earliest first, 100 at most; empty when the books are right */
            differences: {
              /**
               * Format: uuid
               * @description UUID
               */
              account: string | null;
              /**
               * Format: date
               * @description The working day; null for what is kept for the present alone
               */
              day: string | null;
              /** @description What it comes to: an amount in minor units, a hash in hex */
              expected: string;
              /** @description What is stored */
              found: string;
              /**
               * Format: uuid
               * @description UUID
               */
              posting: string | null;
              /**
               * Format: uuid
               * @description Whose account; null for the company's own
               */
              user: string | null;
              /** @description Table and column, such as `account.balance` or `business_day.hash` */
              what: string;
            }[];
            /**
             * Format: date
             * @description The first day that was verified; null for the first there is
             */
            from: string | null;
            /** @description How many there are on these days */
            postings: number;
            /** @description All kept balances together; 0 when the books are right */
            sum: number;
            /**
             * Format: date
             * @description The last day that was verified; null for the present
             */
            to: string | null;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants and administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AnalyticsController_company: {
    parameters: {
      query?: {
        /** @description First day; the first of the books when only `to` is said */
        from?: string;
        /** @description Last day; today when left out */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @description ISO 4217
             * @example USD
             */
            currency: string;
            /** @description Newest first; days without books are left out */
            days: {
              /**
               * Format: date
               * @description Day in the business time zone, YYYY-MM-DD
               */
              date: string;
              /** @description Amount in minor units of the currency */
              income: number;
              /** @description Closed days never change; others are as they stand now */
              is_closed: boolean;
              /** @description How many had, or have so far, something to be paid for the day */
              people_earned: number;
              /** @description How many had a negative balance at its end, or have now */
              people_in_the_red: number;
            }[];
            /**
             * Format: date
             * @description Day in the business time zone, YYYY-MM-DD
             */
            from: string;
            /** @description Of all the days together; negative when rewards exceeded fees */
            income: number;
            /**
             * Format: date
             * @description Day in the business time zone, YYYY-MM-DD
             */
            to: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `database-unavailable`: the database does not answer, or not soon enough */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AnalyticsController_tasks: {
    parameters: {
      query?: {
        /** @description A task for each day, week (from Monday) or month; one for all days when left out */
        by?: 'day' | 'week' | 'month';
        /** @description First day; the first of the books when only `to` is said */
        from?: string;
        /** @description Last day; today when left out */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @description ISO 4217
             * @example USD
             */
            currency: string;
            /**
             * Format: date
             * @description Day in the business time zone, YYYY-MM-DD
             */
            from: string;
            /** @description Newest first; periods in which no task was completed are left out */
            items: {
              /**
               * Format: date
               * @description First of the days of the period that are asked for
               */
              from: string;
              task: {
                /**
                 * Format: date-time
                 * @description ISO 8601 date-time with zone
                 */
                completed_at: string;
                /**
                 * Format: date
                 * @description The working day it counts for
                 */
                date: string;
                /** @description Null until Finance has fetched it */
                description: string | null;
                /**
                 * @description Key in a tracker; null where nobody wrote one
                 * @example POPUG-42
                 */
                jira_id: string | null;
                performer: {
                  name: string | null;
                  /**
                   * Format: uuid
                   * @description UUID
                   */
                  uuid: string;
                };
                /** @description Amount in minor units of the currency */
                reward: number;
                /**
                 * @description What is to be done, without brackets
                 * @example Fix the perch
                 */
                title: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
              /**
               * Format: date
               * @description Last of them
               */
              to: string;
            }[];
            /**
             * Format: date
             * @description Day in the business time zone, YYYY-MM-DD
             */
            to: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `database-unavailable`: the database does not answer, or not soon enough */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AnalyticsController_workers: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Day in the business time zone, YYYY-MM-DD */
        date?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @description ISO 4217
             * @example USD
             */
            currency: string;
            /**
             * Format: date
             * @description The day at whose end they were in the red, or today
             */
            date: string;
            is_closed: boolean;
            items: {
              /** @description Amount in minor units of the currency */
              balance: number;
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              user: string;
            }[];
            next_cursor: string | null;
            /** @description How many there are on all pages */
            people_in_the_red: number;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `database-unavailable`: the database does not answer, or not soon enough */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ChangesController_listen: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events, each with names of topics */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': {
            /** @description Names of what pages show; read again what is on the page of it */
            topics: string[];
          };
        };
      };
      /** @description `too-many-streams`: The person has 32 streams open here; close one, or share one */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `no-stream-left`: As many streams are open as this instance takes; try again shortly; `database-unavailable`: The database does not answer; try again shortly */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  EventFeedController_page: {
    parameters: {
      query?: {
        /** @description Position of the last event already known; 0 for none */
        after?: number;
        /** @description Id of the event at `after`: when it is another, the feed was restored and answers feed-rewound */
        after_id?: string;
        limit?: number;
        /** @description Seconds to wait for an event when there is none */
        wait?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events in position order, perhaps none */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            events: {
              body: unknown;
              /**
               * Format: uuid
               * @description UUID
               */
              id: string;
              /** @description Gap-free, from 1 */
              position: number;
              type: string;
              version: number;
            }[];
            last_position: number;
          };
        };
      };
      /** @description `feed-rewound`: The feed was restored to an earlier state; read again from 0 */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  EventFeedController_head: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            last_position: number;
          };
        };
      };
      /** @description `feed-not-placed`: what committed has no position yet; ask again */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  HealthController_live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status?: string;
          };
        };
      };
    };
  };
  HealthController_ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status?: string;
          };
        };
      };
      /** @description `database-unavailable`: The database does not answer; try again shortly */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  MetricsController_metrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One figure a line */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /** @example process_resident_memory_bytes 113246208 */
          'text/plain': string;
        };
      };
    };
  };
  ParkedMessagesController_page: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        state?: 'parked' | 'replayed' | 'discarded';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description The raw bytes, as UTF-8 text where they are text */
              body: string;
              /** @description The raw bytes */
              body_base64: string;
              /**
               * Format: uuid
               * @description UUID
               */
              id: string;
              message_id: string | null;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              parked_at: string;
              reason: string;
              /**
               * Format: date-time
               * @description When it was replayed or discarded
               */
              settled_at: string | null;
              /** @description The queue or feed it came by */
              source: string;
              /** @enum {string} */
              state: 'parked' | 'replayed' | 'discarded';
              /** @description Its routing key */
              type: string;
            }[];
            next_cursor: string | null;
          };
        };
      };
    };
  };
  ParkedMessagesController_discard: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description UUID */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Discarded */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `parked-message-not-found`: There is no such message */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `parked-message-settled`: It was replayed or discarded before */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ParkedMessagesController_replay: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description UUID */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The raw bytes, as UTF-8 text where they are text */
            body: string;
            /** @description The raw bytes */
            body_base64: string;
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            message_id: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            parked_at: string;
            reason: string;
            /**
             * Format: date-time
             * @description When it was replayed or discarded
             */
            settled_at: string | null;
            /** @description The queue or feed it came by */
            source: string;
            /** @enum {string} */
            state: 'parked' | 'replayed' | 'discarded';
            /** @description Its routing key */
            type: string;
          };
        };
      };
      /** @description `parked-message-not-found`: There is no such message */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `parked-message-settled`: It was replayed or discarded before */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `replay-failed`: It stays parked; `detail` says why */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ReconciliationController_state: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What should be 0 or small, under the names of their gauges on /metrics */
            figures: {
              [key: string]: number;
            };
            producers: {
              /** @description Where the feed ends now; null when the producer does not say */
              head: number | null;
              /** @description Events after `position` */
              lag: number | null;
              /** @description Everything up to here has taken effect or is parked */
              position: number;
              producer: string;
              /** @description The latest, newest first */
              runs: {
                error: string | null;
                /** @description Events that were read */
                events: number;
                /**
                 * Format: date-time
                 * @description ISO 8601 date-time with zone
                 */
                finished_at: string | null;
                /** @description Position it began after */
                from: number;
                /** @description What had been missing and took effect, by its kind; empty when nothing had */
                healed: {
                  [key: string]: number;
                };
                /**
                 * Format: uuid
                 * @description UUID
                 */
                id: string;
                /**
                 * @description `first`: what was told before this service listened; `requested`: by an administrator
                 * @enum {string}
                 */
                kind: 'first' | 'periodic' | 'requested';
                /** @description How far it is */
                position: number;
                producer: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 date-time with zone
                 */
                requested_at: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 date-time with zone
                 */
                started_at: string | null;
                /** @enum {string} */
                state: 'waiting' | 'running' | 'done' | 'failed';
                /** @description Position it ends at; null until it begins */
                to: number | null;
              }[];
            }[];
            /** @enum {string} */
            transport: 'rabbitmq' | 'feed';
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants and administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ReconciliationController_start: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Position to begin after; 0 for everything
           * @default 0
           */
          from?: number;
          producer: string;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string | null;
            /** @description Events that were read */
            events: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            finished_at: string | null;
            /** @description Position it began after */
            from: number;
            /** @description What had been missing and took effect, by its kind; empty when nothing had */
            healed: {
              [key: string]: number;
            };
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /**
             * @description `first`: what was told before this service listened; `requested`: by an administrator
             * @enum {string}
             */
            kind: 'first' | 'periodic' | 'requested';
            /** @description How far it is */
            position: number;
            producer: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            requested_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            started_at: string | null;
            /** @enum {string} */
            state: 'waiting' | 'running' | 'done' | 'failed';
            /** @description Position it ends at; null until it begins */
            to: number | null;
          };
        };
      };
      /** @description `invalid-request`: the body is wrong; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `unknown-producer`: this service takes no events of that producer */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `idempotency-key-reused`: another request was sent under this key */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ReconciliationController_run: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description UUID */
        uuid: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string | null;
            /** @description Events that were read */
            events: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            finished_at: string | null;
            /** @description Position it began after */
            from: number;
            /** @description What had been missing and took effect, by its kind; empty when nothing had */
            healed: {
              [key: string]: number;
            };
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /**
             * @description `first`: what was told before this service listened; `requested`: by an administrator
             * @enum {string}
             */
            kind: 'first' | 'periodic' | 'requested';
            /** @description How far it is */
            position: number;
            producer: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            requested_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            started_at: string | null;
            /** @enum {string} */
            state: 'waiting' | 'running' | 'done' | 'failed';
            /** @description Position it ends at; null until it begins */
            to: number | null;
          };
        };
      };
      /** @description `invalid-request`: the id is no UUID */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants and administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `reconciliation-not-found`: there is none with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  StatementsController_deliveries: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        state?: 'pending' | 'sent' | 'parked';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              attempts: number;
              /**
               * Format: date
               * @description Day in the business time zone, YYYY-MM-DD
               */
              date: string;
              /**
               * Format: uuid
               * @description UUID
               */
              id: string;
              /** @description Why the last attempt failed */
              last_error: string | null;
              /** @description The same for every attempt; null before the first */
              message_id: string | null;
              /**
               * Format: date-time
               * @description Null unless it is pending
               */
              next_attempt_at: string | null;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              sent_at: string | null;
              /**
               * @description pending: to be sent, or sent again; parked: refused for good, waits for an administrator
               * @enum {string}
               */
              state: 'pending' | 'sent' | 'parked';
              /**
               * Format: uuid
               * @description UUID
               */
              user: string;
            }[];
            next_cursor: string | null;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for accountants and administrators; `missing-scope`: services need accounts:read */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  StatementsController_resend: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description UUID */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            attempts: number;
            /**
             * Format: date
             * @description Day in the business time zone, YYYY-MM-DD
             */
            date: string;
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /** @description Why the last attempt failed */
            last_error: string | null;
            /** @description The same for every attempt; null before the first */
            message_id: string | null;
            /**
             * Format: date-time
             * @description Null unless it is pending
             */
            next_attempt_at: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            sent_at: string | null;
            /**
             * @description pending: to be sent, or sent again; parked: refused for good, waits for an administrator
             * @enum {string}
             */
            state: 'pending' | 'sent' | 'parked';
            /**
             * Format: uuid
             * @description UUID
             */
            user: string;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `role-required`: for administrators */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `statement-not-found`: there is no such statement */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `statement-not-parked`: it was sent, or will be sent anyway */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `idempotency-key-reused`: another request was sent under this key */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  TaskPostingsController_postings: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description UUID */
        uuid: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description False when there are lines of other people's that the caller is not shown, on any page */
            complete: boolean;
            /** @description ISO 4217 */
            currency: string;
            items: {
              /** @description What it did to the person's balance: a reward is positive, a fee negative */
              amount: number;
              /**
               * Format: date
               * @description The working day it counts for
               */
              booked_on: string;
              /** @enum {string} */
              kind: 'fee' | 'reward' | 'reversal';
              /**
               * Format: date-time
               * @description When the task was assigned or completed, or when it was reversed
               */
              occurred_at: string;
              person: {
                /** @description Null until Finance has fetched it */
                name: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
              /** @description Why something was reversed; null for all others */
              reason: string | null;
              /**
               * Format: uuid
               * @description The reversal that took this line back; null while it counts
               */
              reversed_by: string | null;
              /**
               * Format: uuid
               * @description The line that a reversal takes back; null for all others
               */
              reverses: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            }[];
            next_cursor: string | null;
            /**
             * Format: uuid
             * @description UUID
             */
            task: string;
          };
        };
      };
      /** @description `invalid-request`: the id is no UUID, or a parameter is wrong or unknown; `errors` names it; `invalid-cursor`: the cursor is not one that this list gave */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: nobody is signed in; `expired-token`: the token ran out */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-scope`: services need accounts:read */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `task-not-priced`: no event told of this task yet */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  TaskPricesController_price: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description UUID */
        uuid: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            currency: string;
            /** @description Amount in minor units of the currency */
            fee: number;
            /** @description Amount in minor units of the currency */
            reward: number;
            /**
             * Format: uuid
             * @description UUID
             */
            task: string;
          };
        };
      };
      /** @description `invalid-request`: the id is no UUID */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `task-not-priced`: no event told of this task yet */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
}
