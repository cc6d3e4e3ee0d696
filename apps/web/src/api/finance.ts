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
    /**
     * List all accounts, by the ids of their owners
     * @description Accounts of people who left stay, marked by `is_deleted`, and are part of `totals`. `earlier_accounts` are those of people who left and had the same e-mail address: who registers again begins at zero.
     */
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
    /**
     * The audit log as a CSV file
     * @description Of today, when neither `date` nor `from` or `to` is given. UTF-8 by RFC 4180, with a byte order mark. Amounts are in major units, instants in UTC. What people wrote is quoted, and an apostrophe stands before whatever a spreadsheet would take for a formula. Spreadsheets get more from the workbook of the same name (`.xlsx`).
     */
    get: operations['AccountingController_auditLogCsv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/audit-log.xlsx': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The audit log as a workbook for spreadsheets
     * @description Of today, when neither `date` nor `from` or `to` is given. One sheet (.xlsx). Amounts are numbers in major units, days and times are dates, by the clocks of the business time zone; text is exactly what people wrote, and never a formula.
     */
    get: operations['AccountingController_auditLogWorkbook'];
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
     * @description Everybody signed in sees the own ones, by `user`; accountants, administrators and services also those of others, and of all when `user` is left out. UTF-8 by RFC 4180, with a byte order mark. Amounts are in major units, instants in UTC. What people wrote is quoted, and an apostrophe stands before whatever a spreadsheet would take for a formula. Spreadsheets get more from the workbook of the same name (`.xlsx`).
     */
    get: operations['PayoutsController_payoutsCsv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/payouts.xlsx': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Payouts as a workbook for spreadsheets
     * @description Everybody signed in sees the own ones, by `user`; accountants, administrators and services also those of others, and of all when `user` is left out. One sheet (.xlsx). Amounts are numbers in major units, days and times are dates, by the clocks of the business time zone; text is exactly what people wrote, and never a formula.
     */
    get: operations['PayoutsController_payoutsWorkbook'];
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
  '/accounting/stats.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The company's income by days as a CSV file
     * @description Of today, when neither `date` nor `from` or `to` is given. UTF-8 by RFC 4180, with a byte order mark. Amounts are in major units, instants in UTC. What people wrote is quoted, and an apostrophe stands before whatever a spreadsheet would take for a formula. Spreadsheets get more from the workbook of the same name (`.xlsx`).
     */
    get: operations['AccountingController_incomeCsv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/accounting/stats.xlsx': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The company's income by days as a workbook for spreadsheets
     * @description Of today, when neither `date` nor `from` or `to` is given. One sheet (.xlsx). Amounts are numbers in major units, days and times are dates, by the clocks of the business time zone; text is exactly what people wrote, and never a formula.
     */
    get: operations['AccountingController_incomeWorkbook'];
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
     * @description `differences` is empty when the books are right; else its first entry is the earliest: what, where, what it should be and what it is. Reads every posting of the days asked for, of all days when nothing is said. Closed days are compared with the day journal, and postings with Tasks' event feed: for all days, or when `feed=compare` asks for it. While Tasks is away, `feed.state` says so.
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
    /** The service can work: its database answers, and its background work makes progress */
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
    /** What waits for an operator, why, and how it begins; the oldest first */
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
  '/parked-messages/{id}/body': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The bytes of its body as they were sent, as a file */
    get: operations['ParkedMessagesController_body'];
    put?: never;
    post?: never;
    delete?: never;
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
    /** Give it to its handler once more; publish it again if no queue wanted it */
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
  '/security-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who did what, when and from where; newest first */
    get: operations['SecurityLogController_page'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/security-log.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The same entries as a CSV file
     * @description The log records who takes such a file. UTF-8 by RFC 4180, with a byte order mark. Amounts are in major units, instants in UTC. What people wrote is quoted, and an apostrophe stands before whatever a spreadsheet would take for a formula. Spreadsheets get more from the workbook of the same name (`.xlsx`).
     */
    get: operations['SecurityLogController_csv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/security-log.xlsx': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The same entries as a workbook for spreadsheets
     * @description The log records who takes such a file. One sheet (.xlsx). Amounts are numbers in major units, days and times are dates, by the clocks of the business time zone; text is exactly what people wrote, and never a formula.
     */
    get: operations['SecurityLogController_workbook'];
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
              /** @description Accounts of people who left and had the same e-mail address */
              earlier_accounts: {
                /** @description Amount in minor units of the currency */
                balance: number;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                user: string;
              }[];
              /** @description Whether the person has left; the balance stays */
              is_deleted: boolean;
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              user: string;
            }[];
            next_cursor: string | null;
            totals: {
              currency: string;
              /** @description Of that: what people who left still owe */
              owed_by_deleted: number;
              /** @description Sum of all negative balances, as a positive amount */
              owed_by_people: number;
              /** @description Sum of all positive balances */
              owed_to_people: number;
            };
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_auditLogCsv: {
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
           * @example id,occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reverses,reason
           *     0198b3a4-52c7-7d0f-9b1a-2f6c8e4d7a35,2026-03-02T15:12:08.250000Z,2026-03-02,reward,31.20,USD,0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10,"[POPUG-42] - Fix the perch","POPUG-42","Fix the perch",,
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_auditLogWorkbook: {
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
      /** @description One line a row, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
              /** @description For how many tasks rewards exceed fees on the day */
              tasks_with_deficit: number;
              /** @description For how many tasks fees exceed rewards on the day */
              tasks_with_profit: number;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
              /** @description For how many tasks rewards exceed fees on the day */
              tasks_with_deficit: number;
              /** @description For how many tasks fees exceed rewards on the day */
              tasks_with_profit: number;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  PayoutsController_payoutsCsv: {
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
           * @example id,date,paid_at,user,name,amount,currency
           *     0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4b,2026-03-02,2026-03-03T00:01:00.000000Z,0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a,"Rio",25.00,USD
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  PayoutsController_payoutsWorkbook: {
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
      /** @description One payout a row, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_incomeCsv: {
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
      /** @description One day a line, newest first, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example date,income,currency
           *     2026-03-02,-24.00,USD
           *     2026-03-01,11.50,USD
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  AccountingController_incomeWorkbook: {
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
      /** @description One day a row, newest first, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
        /** @description Whether postings are compared with what Tasks' event feed says happened, which reads the whole feed; default `compare` for all days, `skip` when days are named */
        feed?: 'compare' | 'skip';
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
              /** @description What to do about it, where there is something besides finding out who did it */
              advice: string | null;
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
            feed: {
              /** @description How many fees and rewards the feed told */
              events: number;
              /** @description How many of these have no posting because their message is parked or was discarded */
              parked: number;
              /** @description How far Finance has read Tasks' feed: each event up to here has its posting or is parked */
              position: number;
              /** @description Why the feed could not be compared */
              reason: string | null;
              /**
               * @description `unavailable` when Tasks did not answer: then postings were not compared with its events
               * @enum {string}
               */
              state: 'compared' | 'unavailable' | 'skipped';
            };
            /**
             * Format: date
             * @description The first day that was verified; null for the first there is
             */
            from: string | null;
            journal: {
              /** @description How many closed days were compared with their files */
              days: number;
              /**
               * @description `none` where Finance keeps no day journal
               * @enum {string}
               */
              state: 'compared' | 'none';
            };
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
                 * @description What needs doing: the description without the key
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            clock?: {
              /** @description How far this machine's clock is ahead of the database's. The service goes by the database's, so it is ready all the same */
              skew_seconds?: number;
              /** @description Whether the two differ by 5 seconds at most */
              within_bound?: boolean;
            };
            status?: string;
          };
        };
      };
      /** @description `database-unavailable`: The database does not answer; try again shortly; `work-stalled`: background work has made no progress for too long; `detail` names it */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
        /** @description `refused`: this service could not take it; `unrouted`: it came to this service’s exchange and no queue wanted it */
        kind?: 'refused' | 'unrouted';
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
              /**
               * Format: uuid
               * @description UUID
               */
              id: string;
              /** @description Whether /body has it; of a body that is too large to keep, `preview` is all there is */
              is_body_kept: boolean;
              /**
               * @description `refused`: this service could not take it; `unrouted`: it came to this service’s exchange and no queue wanted it
               * @enum {string}
               */
              kind: 'refused' | 'unrouted';
              message_id: string | null;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              parked_at: string;
              /** @description The first kilobyte of the body, as UTF-8 text where it is text */
              preview: string;
              /** @description The same bytes */
              preview_base64: string;
              reason: string;
              /**
               * Format: date-time
               * @description When it was replayed or discarded
               */
              settled_at: string | null;
              /** @description Bytes of its body as it was sent */
              size: number;
              /** @description The queue, feed or exchange it came by */
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  ParkedMessagesController_body: {
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
      /** @description The bytes */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /** @example {"task_uuid":"perch"} */
          'application/octet-stream': string;
        };
      };
      /** @description `parked-message-not-found`: There is no such message; `parked-body-not-kept`: The body was too large to keep; `preview` has its first kilobyte */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /** @description Whether /body has it; of a body that is too large to keep, `preview` is all there is */
            is_body_kept: boolean;
            /**
             * @description `refused`: this service could not take it; `unrouted`: it came to this service’s exchange and no queue wanted it
             * @enum {string}
             */
            kind: 'refused' | 'unrouted';
            message_id: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            parked_at: string;
            /** @description The first kilobyte of the body, as UTF-8 text where it is text */
            preview: string;
            /** @description The same bytes */
            preview_base64: string;
            reason: string;
            /**
             * Format: date-time
             * @description When it was replayed or discarded
             */
            settled_at: string | null;
            /** @description Bytes of its body as it was sent */
            size: number;
            /** @description The queue, feed or exchange it came by */
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `broker-unavailable`: RabbitMQ does not answer; it stays parked */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  SecurityLogController_page: {
    parameters: {
      query?: {
        /** @description One or several of the actions, with commas between */
        action?: string;
        /** @description Id of the person or client who did it, or the command */
        actor?: string;
        address?: string;
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description At or after this time */
        from?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        /** @description Entries of what this person did, and of what was done to them */
        person?: string;
        request_id?: string;
        /** @description Id of whom or what it was done to */
        subject?: string;
        /** @description Before this time */
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
            items: {
              /** @enum {string} */
              action:
                | 'sign-in.succeeded'
                | 'sign-in.failed'
                | 'sign-in.locked-out'
                | 'sign-out'
                | 'account.freed'
                | 'user.created'
                | 'user.changed'
                | 'user.roles-changed'
                | 'user.deleted'
                | 'address.confirmed'
                | 'password.set'
                | 'password.reset-requested'
                | 'beak.set'
                | 'beak.removed'
                | 'invitation.created'
                | 'invitation.resent'
                | 'invitation.revoked'
                | 'invitation.accepted'
                | 'approval.accepted'
                | 'approval.declined'
                | 'client.created'
                | 'client.secret-renewed'
                | 'client.removed'
                | 'device.registered'
                | 'device.removed'
                | 'keys.rotated'
                | 'tasks.reassigned'
                | 'task.redrawn'
                | 'day.closed'
                | 'day.restored'
                | 'posting.reversed'
                | 'statement.resent'
                | 'message.replayed'
                | 'message.discarded'
                | 'reconciliation.started'
                | 'data.exported'
                | 'security-log.shortened'
                | 'service.started';
              actor: {
                /** @description The person's UUID, the client's id, or the command that an operator ran */
                id: string | null;
                /** @enum {string} */
                kind: 'person' | 'client' | 'system' | 'anonymous';
                /** @description What the person was called at that time */
                name: string | null;
              };
              /** @description The IP address that the request came from */
              address: string | null;
              /**
               * Format: date-time
               * @description By the clock of the database
               */
              at: string;
              /** @description The client that the token was issued to */
              client_id: string | null;
              /** @description What else matters; never a secret */
              details: {
                [key: string]: unknown;
              };
              /** @description Its number in the log of this service */
              id: string;
              /** @description `X-Request-Id` of the answer */
              request_id: string | null;
              /** @description Whom or what it was done to */
              subject: {
                id: string | null;
                /** @enum {string} */
                kind:
                  | 'person'
                  | 'client'
                  | 'device'
                  | 'key'
                  | 'task'
                  | 'reassignment'
                  | 'day'
                  | 'posting'
                  | 'statement'
                  | 'message'
                  | 'reconciliation'
                  | 'invitation'
                  | 'registration'
                  | 'export';
                /** @description What the person was called at that time */
                name: string | null;
              } | null;
              user_agent: string | null;
            }[];
            next_cursor: string | null;
          };
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it; `invalid-cursor`: the cursor is not one that this list gave */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: no access token; `expired-token`: the access token has expired */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  SecurityLogController_csv: {
    parameters: {
      query?: {
        /** @description One or several of the actions, with commas between */
        action?: string;
        /** @description Id of the person or client who did it, or the command */
        actor?: string;
        address?: string;
        /** @description At or after this time */
        from?: string;
        /** @description Entries of what this person did, and of what was done to them */
        person?: string;
        request_id?: string;
        /** @description Id of whom or what it was done to */
        subject?: string;
        /** @description Before this time */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One entry a record, newest first, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example id,at,action,actor_kind,actor_id,actor_name,subject_kind,subject_id,subject_name,address,user_agent,client_id,request_id,details
           *     42,2026-03-02T09:30:01.123456Z,user.deleted,person,"0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b01","Ara",person,"0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a","Polly","192.0.2.17","Mozilla/5.0","web","0d8f6c1e-6a55-4f3e-9d42-1c9a7b30f5de","{}"
           */
          'text/csv': string;
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it; `invalid-cursor`: the cursor is not one that this list gave */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: no access token; `expired-token`: the access token has expired */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  SecurityLogController_workbook: {
    parameters: {
      query?: {
        /** @description One or several of the actions, with commas between */
        action?: string;
        /** @description Id of the person or client who did it, or the command */
        actor?: string;
        address?: string;
        /** @description At or after this time */
        from?: string;
        /** @description Entries of what this person did, and of what was done to them */
        person?: string;
        request_id?: string;
        /** @description Id of whom or what it was done to */
        subject?: string;
        /** @description Before this time */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One entry a row, newest first, under a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
        };
      };
      /** @description `invalid-request`: a parameter is wrong or unknown; `errors` names it; `invalid-cursor`: the cursor is not one that this list gave */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description `missing-token`: no access token; `expired-token`: the access token has expired */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail: string;
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
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
            /** @description As in the header X-Request-Id; quote it to the operator */
            request_id?: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
}
