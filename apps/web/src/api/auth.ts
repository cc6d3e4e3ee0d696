/**
 * Made from the OpenAPI document of the service by `npm run openapi:write`; `npm run check` compares.
 */
export interface paths {
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
  '/clients': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List clients
     * @description Services, those of the system itself too, and registered devices. Never their secrets.
     */
    get: operations['ClientsController_list'];
    put?: never;
    /**
     * Make a client for a service
     * @description The secret is in this answer alone. Where the answer was lost, the same request under its Idempotency-Key answers without it: ask for a new one.
     */
    post: operations['ClientsController_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/clients/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Remove a client
     * @description It gets no more tokens; those that it got run out within five minutes.
     */
    delete: operations['ClientsController_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/clients/{id}/secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give a client a new secret
     * @description It is in this answer alone, and the one before ends at once.
     */
    post: operations['ClientsController_renewSecret'];
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
  '/invitations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List open invitations
     * @description Expired ones too, which can be sent again.
     */
    get: operations['InvitationsController_list'];
    put?: never;
    /**
     * Invite a person
     * @description They get a mail with a link that works once and expires after INVITATION_HOURS. The administrator vouches for the address: REGISTRATION_DOMAINS does not limit it.
     */
    post: operations['InvitationsController_invite'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/invitations/{uuid}/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send an invitation again
     * @description Its new link replaces the one before, and its time begins again.
     */
    post: operations['InvitationsController_resend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/invitations/{uuid}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Revoke an invitation
     * @description Its link works no more.
     */
    post: operations['InvitationsController_revoke'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/invitations/accept': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Accept an invitation
     * @description By the `token` of the link in the mail: the last part of its address. The person signs in with the `password`, the `beak`, or either of both. Without a token of access.
     */
    post: operations['InvitationsController_accept'];
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
  '/oidc/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who the token speaks for
     * @description Userinfo of OpenID Connect.
     */
    get: operations['UserinfoController_read'];
    put?: never;
    /** Who the token speaks for, by POST */
    post: operations['UserinfoController_readByPost'];
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
  '/password-resets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask for a link to a new password
     * @description If there is an account with this `email`, its owner gets a mail with a link that works once, for an hour; earlier links stop working. The answer never tells whether there is one. The mail is in the language of Accept-Language. Without a token; limited by network, and silently by address.
     */
    post: operations['PasswordResetsController_request'];
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
  '/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Register
     * @description The person signs in with the `password`, the `beak` (the SHA-256 of a photo), or either of both, once they confirmed their address and, where REGISTRATION is by-approval, an administrator accepted them. The answer is the same when the address has an account: then its owner gets a mail that says so. The mail is in the language that Accept-Language prefers. Without a token; limited by network address.
     */
    post: operations['RegistrationController_register'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/register/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm an address
     * @description By the `token` of the link in the mail: the last part of its address. Without a token of access.
     */
    post: operations['RegistrationController_confirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/register/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Mail the confirmation again
     * @description For a registration of the last seven days. The answer is the same when there is none, or when the address has reached its daily limit of mails. Without a token; counts as a registration from the network address.
     */
    post: operations['RegistrationController_resend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/registrations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List registrations that wait for approval
     * @description `waiting` counts them all; the changes stream announces changes as `registrations`.
     */
    get: operations['RegistrationsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/registrations/{uuid}/accept': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Accept a registration
     * @description The person joins with the `roles`, as an employee unless they say otherwise, and gets a mail.
     */
    post: operations['RegistrationsController_accept'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/registrations/{uuid}/decline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decline a registration
     * @description The person gets a mail; what they entered is deleted. They can register again.
     */
    post: operations['RegistrationsController_decline'];
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
  '/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List people
     * @description By part of the name or e-mail, by role, or by `ids`, up to 200; filters narrow each other. Who is deleted is left out. Services must name `ids`.
     */
    get: operations['UsersController_list'];
    put?: never;
    /**
     * Add a person
     * @description The administrator vouches for the address. Without a password the person gets a mail with a link, to choose how they sign in.
     */
    post: operations['UsersController_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users/{uuid}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a person */
    get: operations['UsersController_read'];
    put?: never;
    post?: never;
    /**
     * Delete a person
     * @description They are signed out everywhere at once; the e-mail is free again.
     */
    delete: operations['UsersController_delete'];
    options?: never;
    head?: never;
    /**
     * Change a person
     * @description New roles count at once, for tokens given out before too. When the address changes, both addresses get a mail.
     */
    patch: operations['UsersController_change'];
    trace?: never;
  };
  '/users/{uuid}/credentials/beak': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set a beak
     * @description The SHA-256 of a photo, to sign in with it. Administrators set any; others their own, and name the `current_password`. Where it replaces another beak, all sessions of that person end.
     */
    put: operations['UsersController_setBeak'];
    post?: never;
    /**
     * Remove a beak
     * @description Administrators remove any; others their own, as long as they have a password. If there was one, all sessions of that person end.
     */
    delete: operations['UsersController_removeBeak'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users/{uuid}/credentials/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set a password
     * @description Administrators set any; others their own, and name the `current_password`. All sessions of that person end.
     */
    put: operations['UsersController_setPassword'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users/{uuid}/password-reset': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Mail a link to a new password
     * @description The person sets the password with it, once, within an hour; earlier links stop working. Nothing else changes until then.
     */
    post: operations['UsersController_sendPasswordReset'];
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
  ClientsController_list: {
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
              /** @description For whom its tokens are */
              audience: string;
              /** @description True for services of the system itself: their secrets are in its configuration, not to be changed here */
              configured: boolean;
              /**
               * Format: date-time
               * @description Null for those of the system itself
               */
              created_at: string | null;
              id: string;
              /** @enum {string} */
              kind: 'service' | 'device';
              /** @description What its tokens may say at most */
              scopes: string[];
            }[];
            next_cursor: string | null;
          };
        };
      };
      /** @description `invalid-request`: A parameter is wrong or unknown; `errors` names it; `invalid-cursor`: The cursor is not one that this list gave */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: Clients are for administrators */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  ClientsController_create: {
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
          /** @description For whom its tokens are; this system's own when left out */
          audience?: string;
          /**
           * @description What it signs in as
           * @example billing
           */
          id: string;
          /** @description What it may do at most */
          scopes: string[];
        };
      };
    };
    responses: {
      /** @description Made */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description For whom its tokens are */
            audience: string;
            /** @description True for services of the system itself: their secrets are in its configuration, not to be changed here */
            configured: boolean;
            /**
             * Format: date-time
             * @description Null for those of the system itself
             */
            created_at: string | null;
            id: string;
            /** @enum {string} */
            kind: 'service' | 'device';
            /** @description What its tokens may say at most */
            scopes: string[];
            /** @description Told this once, since its hash alone is kept: null when the request is repeated under its Idempotency-Key */
            secret: string | null;
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown, or a scope does not exist; `errors` names it */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: Clients are for administrators */
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
      /** @description `client-id-taken`: Another client has this id already */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  ClientsController_remove: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description What it signs in as */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The id is none */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: Clients are for administrators */
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
      /** @description `client-not-found`: There is no such client, or not any more */
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
      /** @description `client-configured`: It is a client of the system itself */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  ClientsController_renewSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description What it signs in as */
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
            id: string;
            /** @description Told this once, since its hash alone is kept: null when the request is repeated under its Idempotency-Key */
            secret: string | null;
          };
        };
      };
      /** @description `invalid-request`: The id is none */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: Clients are for administrators */
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
      /** @description `client-not-found`: There is no such client */
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
      /** @description `client-configured`: Its secret is in the configuration */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  InvitationsController_list: {
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
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              created_at: string;
              email: string;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              expires_at: string;
              /** @description True for a person who was added already and chooses how to sign in */
              has_account: boolean;
              /**
               * @description Language of the mail
               * @enum {string}
               */
              language: 'en' | 'ru';
              name: string | null;
              roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
              /** @enum {string} */
              state: 'open' | 'expired';
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
      /** @description `invalid-request`: A parameter is wrong or unknown; `errors` names it; `invalid-cursor`: The cursor is not one that this list gave */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  InvitationsController_invite: {
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
           * Format: idn-email
           * @description E-mail address; its domain in letters of any script
           */
          email: string;
          /**
           * @description Language of the mail
           * @enum {string}
           */
          language?: 'en' | 'ru';
          /** @description As a suggestion; the person can change it */
          name?: string;
          /**
           * @default [
           *       "employee"
           *     ]
           */
          roles?: ('administrator' | 'manager' | 'accountant' | 'employee')[];
        };
      };
    };
    responses: {
      /** @description Invited */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            email: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            expires_at: string;
            /** @description True for a person who was added already and chooses how to sign in */
            has_account: boolean;
            /**
             * @description Language of the mail
             * @enum {string}
             */
            language: 'en' | 'ru';
            name: string | null;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /** @enum {string} */
            state: 'open' | 'expired';
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators; `invitations-closed`: REGISTRATION is closed, so invitations are too */
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
      /** @description `email-taken`: The person has an account already; `already-invited`: The address has an open invitation; send that one again */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-mails`: The address has reached its daily limit of mails */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  InvitationsController_resend: {
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
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            email: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            expires_at: string;
            /** @description True for a person who was added already and chooses how to sign in */
            has_account: boolean;
            /**
             * @description Language of the mail
             * @enum {string}
             */
            language: 'en' | 'ru';
            name: string | null;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /** @enum {string} */
            state: 'open' | 'expired';
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: The id is not a UUID */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators; `invitations-closed`: REGISTRATION is closed, so invitations are too */
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
      /** @description `invitation-not-found`: No open invitation has this id */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-mails`: The address has reached its daily limit of mails */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  InvitationsController_revoke: {
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
    requestBody?: never;
    responses: {
      /** @description Revoked */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The id is not a UUID */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `invitation-not-found`: No open invitation has this id */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  InvitationsController_accept: {
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
          /** @description SHA-256 of the photo, in hex */
          beak?: string;
          /** @description The name of the invitation when left out */
          name?: string;
          /** @description At least 10 characters */
          password?: string;
          /** @description The last part of the address of the link in the mail */
          token: string;
        };
      };
    };
    responses: {
      /** @description The person has joined */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            details: {
              [key: string]: unknown;
            };
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it; `name-needed`: The invitation has no name, so the request must have one; `common-password`: The password is on lists of common passwords, or close to one; `personal-password`: The password is made of the name, the e-mail address or the word aTES */
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
      /** @description `invitations-closed`: REGISTRATION is closed, so invitations are too */
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
      /** @description `link-unknown`: There is no such link; `user-not-found`: The person was deleted */
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
      /** @description `link-used`: The link has been used; `link-expired`: The link has expired; ask for another invitation; `link-revoked`: The invitation was revoked or sent again; `email-taken`: The address has an account by now; sign in; `beak-taken`: Someone else signs in with this photo; the link still works */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UserinfoController_read: {
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
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            sub: string;
          };
        };
      };
    };
  };
  UserinfoController_readByPost: {
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
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            sub: string;
          };
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
  PasswordResetsController_request: {
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
           * Format: idn-email
           * @description E-mail address; its domain in letters of any script
           */
          email: string;
        };
      };
    };
    responses: {
      /** @description A mail is on its way if there is such an account */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            email: string;
            /** @enum {string} */
            status: 'check-your-mail';
          };
        };
      };
      /** @description `invalid-request`: The e-mail address is missing or wrong */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-attempts`: Too many requests from this network; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  RegistrationController_register: {
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
          /** @description SHA-256 of the photo, in hex */
          beak?: string;
          /** @description Free-form details */
          details?: {
            [key: string]: unknown;
          };
          /**
           * Format: idn-email
           * @description E-mail address; its domain in letters of any script
           */
          email: string;
          name: string;
          /** @description At least 10 characters */
          password?: string;
        };
      };
    };
    responses: {
      /** @description A mail is on its way */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            email: string;
            /** @enum {string} */
            status: 'check-your-mail';
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it; `common-password`: The password is on lists of common passwords, or close to one; `personal-password`: The password is made of the name, the e-mail address or the word aTES */
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
      /** @description `registration-closed`: Registration is closed; administrators add people; `registration-by-invitation`: People join by invitation only; `email-domain-refused`: People with addresses at other domains can register */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-attempts`: Too many registrations from this address; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  RegistrationController_confirm: {
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
          /** @description The last part of the address of the link in the mail */
          token: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description True when someone else signs in with the photo: then the person has their password alone */
            beak_taken: boolean;
            /**
             * @description registered: the person can sign in; waiting: an administrator accepts or declines; already-registered: the address has an account, which stays as it is
             * @enum {string}
             */
            outcome: 'registered' | 'waiting' | 'already-registered';
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it */
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
      /** @description `registration-closed`: Registration is closed; administrators add people; `registration-by-invitation`: People join by invitation only; `email-domain-refused`: People with addresses at other domains can register */
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
      /** @description `link-unknown`: There is no such link */
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
      /** @description `link-used`: The link has been used; `link-expired`: The link has expired; ask for another mail; `link-revoked`: The link no longer works; `beak-taken`: Someone else signs in with this photo, and there is no password; register again; `email-taken`: The address got an account at the same moment */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  RegistrationController_resend: {
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
           * Format: idn-email
           * @description E-mail address; its domain in letters of any script
           */
          email: string;
        };
      };
    };
    responses: {
      /** @description A mail is on its way */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            email: string;
            /** @enum {string} */
            status: 'check-your-mail';
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it */
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
      /** @description `registration-closed`: Registration is closed; administrators add people; `registration-by-invitation`: People join by invitation only; `email-domain-refused`: People with addresses at other domains can register */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-attempts`: Too many requests from this address; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  RegistrationsController_list: {
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
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              confirmed_at: string;
              email: string;
              name: string;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              registered_at: string;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            }[];
            /**
             * @description Who may join, as the configuration says
             * @enum {string}
             */
            mode: 'closed' | 'by-invitation' | 'by-approval' | 'open';
            next_cursor: string | null;
            /** @description How many wait, on all pages */
            waiting: number;
          };
        };
      };
      /** @description `invalid-request`: A parameter is wrong or unknown; `errors` names it; `invalid-cursor`: The cursor is not one that this list gave */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  RegistrationsController_accept: {
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
           * @default [
           *       "employee"
           *     ]
           */
          roles?: ('administrator' | 'manager' | 'accountant' | 'employee')[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            details: {
              [key: string]: unknown;
            };
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: A field is wrong or unknown; `errors` names it */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `registration-not-found`: No registration with this id is waiting */
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
      /** @description `email-taken`: The address has an account by now; decline; `beak-taken`: Someone else signs in with the photo, and there is no password; decline */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  RegistrationsController_decline: {
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
    requestBody?: never;
    responses: {
      /** @description Declined */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The id is not a UUID */
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
      /** @description `missing-token`: The request has no access token; `expired-token`: The token has expired */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `registration-not-found`: No registration with this id is waiting */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_list: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Comma-separated ids, at most 200: just these, those that are there */
        ids?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        /** @description Whoever has this role, alone or among others */
        role?: 'administrator' | 'manager' | 'accountant' | 'employee';
        /** @description Part of the name or e-mail */
        text?: string;
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
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              changed_at: string;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              created_at: string;
              details: {
                [key: string]: unknown;
              };
              email: string;
              name: string;
              roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
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
      /** @description `invalid-request`: A filter is wrong or unknown; `errors` names it; `invalid-cursor`: The cursor is not one that this list gave */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: People are for administrators; `missing-scope`: The service has no scope users:read; `ids-required`: A service looks up people that it knows of */
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
      /** @description `too-many-searches`: Other searches of yours are waiting; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly; `searches-busy`: Too many people are searching; see Retry-After; `read-took-too-long`: The search took too long and was stopped; search for more letters */
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
  UsersController_create: {
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
          /** @description Free-form details */
          details?: {
            [key: string]: unknown;
          };
          /**
           * Format: idn-email
           * @description E-mail address; its domain in letters of any script
           */
          email: string;
          name: string;
          /** @description At least 10 characters */
          password?: string;
          /**
           * @default [
           *       "employee"
           *     ]
           */
          roles?: ('administrator' | 'manager' | 'accountant' | 'employee')[];
        };
      };
    };
    responses: {
      /** @description Added; `Location` names them */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            details: {
              [key: string]: unknown;
            };
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it; `common-password`: The password is on lists of common passwords, or close to one; `personal-password`: The password is made of the name, the e-mail address or the word aTES */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `email-taken`: Somebody has this e-mail already */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-mails`: The address has reached its daily limit of mails */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_read: {
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
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            details: {
              [key: string]: unknown;
            };
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: The id is no UUID */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: People are for administrators; `missing-scope`: The service has no scope users:read */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_delete: {
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
    requestBody?: never;
    responses: {
      /** @description Deleted */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The id is no UUID */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `last-administrator`: Nobody else is administrator */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_change: {
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
          /** @description Free-form details */
          details?: {
            [key: string]: unknown;
          };
          /**
           * Format: idn-email
           * @description E-mail address; its domain in letters of any script
           */
          email?: string;
          name?: string;
          roles?: ('administrator' | 'manager' | 'accountant' | 'employee')[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            details: {
              [key: string]: unknown;
            };
            email: string;
            name: string;
            roles: ('administrator' | 'manager' | 'accountant' | 'employee')[];
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
          };
        };
      };
      /** @description `invalid-request`: A field is wrong or unknown; `errors` names it */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `email-taken`: Somebody has this e-mail already; `last-administrator`: Nobody else is administrator */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_setBeak: {
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
          /** @description SHA-256 of the photo, in hex */
          beak: string;
          /** @description Needed by whoever is no administrator */
          current_password?: string;
        };
      };
    };
    responses: {
      /** @description Set */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `not-your-account`: Somebody else's beak is for administrators to set; `wrong-password`: The current password is another one */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `beak-taken`: Somebody else signs in with this photo */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-attempts`: Too many wrong passwords; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_removeBeak: {
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
    requestBody?: never;
    responses: {
      /** @description There is none any more */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The id is no UUID */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `not-your-account`: Somebody else's beak is for administrators to remove */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `last-credential`: Without the beak the person could not sign in */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_setPassword: {
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
          /** @description Needed by whoever is no administrator */
          current_password?: string;
          /** @description At least 10 characters */
          password: string;
        };
      };
    };
    responses: {
      /** @description Set */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: A field is missing, wrong or unknown; `errors` names it; `common-password`: The password is on lists of common passwords, or close to one; `personal-password`: The password is made of the name, the e-mail address or the word aTES */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `not-your-account`: Somebody else's password is for administrators to set; `wrong-password`: The current password is another one */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-attempts`: Too many wrong passwords; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
  UsersController_sendPasswordReset: {
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
    requestBody?: never;
    responses: {
      /** @description The mail is on its way */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            email: string;
            /** @enum {string} */
            status: 'check-your-mail';
          };
        };
      };
      /** @description `invalid-request`: The id is no UUID */
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
      /** @description `missing-token`: Nobody is signed in; `expired-token`: The token ran out */
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
      /** @description `role-required`: This is for administrators */
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
      /** @description `user-not-found`: There is no such person, or not any more */
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
      /** @description `idempotency-key-reused`: Another request was sent under this key */
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
      /** @description `too-many-mails`: The address has had its mails of the day; see Retry-After */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly */
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
}
