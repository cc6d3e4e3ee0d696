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
  '/tasks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List tasks, newest first
     * @description `performer=me` lists your own. Filters narrow each other. `text` is found in any part of the description, however it is spelled; brackets and lone dashes do not matter. You can have one search running at a time: others of yours wait for it.
     */
    get: operations['TasksController_list'];
    put?: never;
    /**
     * Create a task
     * @description A performer is drawn among all active people but managers and administrators. Answers the task, with its performer. A tracker key goes in brackets at the beginning: `[POPUG-42] - Fix the perch` is split into key and title.
     */
    post: operations['TasksController_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/{uuid}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a task */
    get: operations['TasksController_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change the description of a task
     * @description For its author, managers and administrators. The same description again changes nothing.
     */
    patch: operations['TasksController_change'];
    trace?: never;
  };
  '/tasks/{uuid}/assign': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Draw the performer of a task anew
     * @description For managers and administrators. Everybody eligible is as likely as any other, the present performer too, and whoever is drawn is charged again.
     */
    put: operations['TasksController_assign'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/{uuid}/complete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Complete the own task
     * @description Once, for good: it is rewarded then.
     */
    put: operations['TasksController_complete'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/{uuid}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read what happened to a task */
    get: operations['TasksController_history'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/counts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count unfinished tasks
     * @description Everybody's, or a performer's; `performer=me` counts the own ones.
     */
    get: operations['TasksController_counts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/reassign': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Draw the performers of all open tasks anew
     * @description For managers and administrators. Answers at once; `Location` tells how far it is. Each request is a reassignment of its own: they queue and never merge, and each assignment is charged. One of yours may wait beside one that is running.
     */
    put: operations['ReassignmentsController_reassign'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/reassign/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Preview what reassigning all open tasks charges
     * @description For managers and administrators. Counts the open tasks and sums up their fees. Tasks that Finance has not priced yet are counted apart: their fees come on top.
     */
    get: operations['ReassignmentsController_preview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/reassignments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List reassignments, newest first
     * @description For managers and administrators.
     */
    get: operations['ReassignmentsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/reassignments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read how far a reassignment is
     * @description For managers and administrators.
     */
    get: operations['ReassignmentsController_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/reassignments/{id}/draws': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read how evenly the draws of a reassignment fell
     * @description For managers and administrators, once it is completed. Each draw is worked out again: the first 40 bits of SHA-256 over `<seed>:<task id>`, as a fraction of 2^40, times the number of people, in the order of their ids.
     */
    get: operations['ReassignmentsController_draws'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tasks/reassignments/{id}/progress': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Watch a reassignment
     * @description For managers and administrators. Server-sent events: `progress` with the reassignment as it stands, at once and at each change, at most five a second, the last when it is completed; a comment every 15 seconds as a sign of life. It ends before that when the service stops, and when whoever watches may no longer, or the token runs out.
     */
    get: operations['ReassignmentsController_watch'];
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
  TasksController_list: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string;
        /** @description Comma-separated ids, at most 200: just these, those that are there */
        ids?: string;
        /** @description Rows on a page, 1 to 200 */
        limit?: number;
        /** @description Tasks of this performer; `me` for the own ones */
        performer?: 'me' | string;
        /** @description One status, or several with commas between: `saving,open` is whatever is not completed */
        status?: string;
        /** @description Part of what a task says, in upper or lower case: words, a tracker key, or both as the page shows them, `POPUG-42 Fix the perch` */
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
              assigned_at: string;
              assigned_to: {
                /**
                 * @description Null until Tasks has fetched it from Auth
                 * @example Polly
                 */
                name: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
              author: {
                /**
                 * @description Null until Tasks has fetched it from Auth
                 * @example Polly
                 */
                name: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
              /**
               * Format: date-time
               * @description When the description was last changed
               */
              changed_at: string;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              completed_at: string | null;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              created_at: string;
              /**
               * @description ISO 4217; null until Finance has priced it
               * @example USD
               */
              currency: string | null;
              /**
               * @description As it was written: key and title in one
               * @example [POPUG-42] - Fix the perch
               */
              description: string;
              /**
               * @description What each assignment costs its performer, in minor units of `currency`; null until Finance has priced it
               * @example 1250
               */
              fee: number | null;
              /**
               * @description Key in a tracker; null where nobody wrote one
               * @example POPUG-42
               */
              jira_id: string | null;
              /**
               * @description What completing it brings, in minor units of `currency`; null until Finance has priced it
               * @example 3100
               */
              reward: number | null;
              /**
               * @description `saving` until Finance has priced it, then `open`; `completed` once it is, priced or not
               * @enum {string}
               */
              status: 'saving' | 'open' | 'completed';
              /**
               * @description What needs doing: the description without the key
               * @example Fix the perch
               */
              title: string;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
              /** @description True while its performer may no longer perform and nobody else could be drawn yet */
              waits_for_performer: boolean;
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
      /** @description `missing-scope`: The service has no scope tasks:read */
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
  TasksController_create: {
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
           * @description What needs doing. A tracker key goes first, in brackets, with a title behind it: letters, digits and hyphens with a number at the end, 64 characters at most. Other brackets are text.
           * @example [POPUG-42] - Fix the perch
           */
          description: string;
        };
      };
    };
    responses: {
      /** @description Created; `Location` names it */
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
            assigned_at: string;
            assigned_to: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            author: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /**
             * Format: date-time
             * @description When the description was last changed
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            /**
             * @description ISO 4217; null until Finance has priced it
             * @example USD
             */
            currency: string | null;
            /**
             * @description As it was written: key and title in one
             * @example [POPUG-42] - Fix the perch
             */
            description: string;
            /**
             * @description What each assignment costs its performer, in minor units of `currency`; null until Finance has priced it
             * @example 1250
             */
            fee: number | null;
            /**
             * @description Key in a tracker; null where nobody wrote one
             * @example POPUG-42
             */
            jira_id: string | null;
            /**
             * @description What completing it brings, in minor units of `currency`; null until Finance has priced it
             * @example 3100
             */
            reward: number | null;
            /**
             * @description `saving` until Finance has priced it, then `open`; `completed` once it is, priced or not
             * @enum {string}
             */
            status: 'saving' | 'open' | 'completed';
            /**
             * @description What needs doing: the description without the key
             * @example Fix the perch
             */
            title: string;
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
            /** @description True while its performer may no longer perform and nobody else could be drawn yet */
            waits_for_performer: boolean;
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
      /** @description `missing-scope`: Services do not create tasks */
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
      /** @description `no-eligible-performer`: There is nobody who could perform it; nothing was stored */
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
      /** @description `too-many-tasks`: You have created too many within a minute; see Retry-After */
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
  TasksController_read: {
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
            assigned_at: string;
            assigned_to: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            author: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /**
             * Format: date-time
             * @description When the description was last changed
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            /**
             * @description ISO 4217; null until Finance has priced it
             * @example USD
             */
            currency: string | null;
            /**
             * @description As it was written: key and title in one
             * @example [POPUG-42] - Fix the perch
             */
            description: string;
            /**
             * @description What each assignment costs its performer, in minor units of `currency`; null until Finance has priced it
             * @example 1250
             */
            fee: number | null;
            /**
             * @description Key in a tracker; null where nobody wrote one
             * @example POPUG-42
             */
            jira_id: string | null;
            /**
             * @description What completing it brings, in minor units of `currency`; null until Finance has priced it
             * @example 3100
             */
            reward: number | null;
            /**
             * @description `saving` until Finance has priced it, then `open`; `completed` once it is, priced or not
             * @enum {string}
             */
            status: 'saving' | 'open' | 'completed';
            /**
             * @description What needs doing: the description without the key
             * @example Fix the perch
             */
            title: string;
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
            /** @description True while its performer may no longer perform and nobody else could be drawn yet */
            waits_for_performer: boolean;
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
      /** @description `missing-scope`: The service has no scope tasks:read */
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
      /** @description `task-not-found`: There is no such task */
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
  TasksController_change: {
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
           * @description What needs doing. A tracker key goes first, in brackets, with a title behind it: letters, digits and hyphens with a number at the end, 64 characters at most. Other brackets are text.
           * @example [POPUG-42] - Fix the perch
           */
          description: string;
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
            assigned_at: string;
            assigned_to: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            author: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /**
             * Format: date-time
             * @description When the description was last changed
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            /**
             * @description ISO 4217; null until Finance has priced it
             * @example USD
             */
            currency: string | null;
            /**
             * @description As it was written: key and title in one
             * @example [POPUG-42] - Fix the perch
             */
            description: string;
            /**
             * @description What each assignment costs its performer, in minor units of `currency`; null until Finance has priced it
             * @example 1250
             */
            fee: number | null;
            /**
             * @description Key in a tracker; null where nobody wrote one
             * @example POPUG-42
             */
            jira_id: string | null;
            /**
             * @description What completing it brings, in minor units of `currency`; null until Finance has priced it
             * @example 3100
             */
            reward: number | null;
            /**
             * @description `saving` until Finance has priced it, then `open`; `completed` once it is, priced or not
             * @enum {string}
             */
            status: 'saving' | 'open' | 'completed';
            /**
             * @description What needs doing: the description without the key
             * @example Fix the perch
             */
            title: string;
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
            /** @description True while its performer may no longer perform and nobody else could be drawn yet */
            waits_for_performer: boolean;
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
      /** @description `not-your-text`: Somebody else wrote it; `missing-scope`: Services do not change tasks */
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
      /** @description `task-not-found`: There is no such task */
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
  TasksController_assign: {
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
            assigned_at: string;
            assigned_to: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            author: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /**
             * Format: date-time
             * @description When the description was last changed
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            /**
             * @description ISO 4217; null until Finance has priced it
             * @example USD
             */
            currency: string | null;
            /**
             * @description As it was written: key and title in one
             * @example [POPUG-42] - Fix the perch
             */
            description: string;
            /**
             * @description What each assignment costs its performer, in minor units of `currency`; null until Finance has priced it
             * @example 1250
             */
            fee: number | null;
            /**
             * @description Key in a tracker; null where nobody wrote one
             * @example POPUG-42
             */
            jira_id: string | null;
            /**
             * @description What completing it brings, in minor units of `currency`; null until Finance has priced it
             * @example 3100
             */
            reward: number | null;
            /**
             * @description `saving` until Finance has priced it, then `open`; `completed` once it is, priced or not
             * @enum {string}
             */
            status: 'saving' | 'open' | 'completed';
            /**
             * @description What needs doing: the description without the key
             * @example Fix the perch
             */
            title: string;
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
            /** @description True while its performer may no longer perform and nobody else could be drawn yet */
            waits_for_performer: boolean;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services draw nobody */
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
      /** @description `task-not-found`: There is no such task */
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
      /** @description `task-already-completed`: It was completed before; `no-eligible-performer`: There is nobody who could perform it; it stays as it is */
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
      /** @description `too-many-redraws`: You have redrawn too many within a minute; see Retry-After */
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
  TasksController_complete: {
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
            assigned_at: string;
            assigned_to: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            author: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /**
             * Format: date-time
             * @description When the description was last changed
             */
            changed_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            created_at: string;
            /**
             * @description ISO 4217; null until Finance has priced it
             * @example USD
             */
            currency: string | null;
            /**
             * @description As it was written: key and title in one
             * @example [POPUG-42] - Fix the perch
             */
            description: string;
            /**
             * @description What each assignment costs its performer, in minor units of `currency`; null until Finance has priced it
             * @example 1250
             */
            fee: number | null;
            /**
             * @description Key in a tracker; null where nobody wrote one
             * @example POPUG-42
             */
            jira_id: string | null;
            /**
             * @description What completing it brings, in minor units of `currency`; null until Finance has priced it
             * @example 3100
             */
            reward: number | null;
            /**
             * @description `saving` until Finance has priced it, then `open`; `completed` once it is, priced or not
             * @enum {string}
             */
            status: 'saving' | 'open' | 'completed';
            /**
             * @description What needs doing: the description without the key
             * @example Fix the perch
             */
            title: string;
            /**
             * Format: uuid
             * @description UUID
             */
            uuid: string;
            /** @description True while its performer may no longer perform and nobody else could be drawn yet */
            waits_for_performer: boolean;
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
      /** @description `not-your-task`: It is assigned to somebody else; `missing-scope`: Services do not complete tasks */
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
      /** @description `task-not-found`: There is no such task */
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
      /** @description `task-already-completed`: It was completed before */
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
  TasksController_history: {
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
            items: {
              /** @enum {string} */
              event: 'assigned' | 'completed';
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              occurred_at: string;
              performer: {
                /**
                 * @description Null until Tasks has fetched it from Auth
                 * @example Polly
                 */
                name: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
            }[];
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
      /** @description `missing-scope`: The service has no scope tasks:read */
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
      /** @description `task-not-found`: There is no such task */
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
  TasksController_counts: {
    parameters: {
      query?: {
        /** @description Tasks of this performer; `me` for the own ones */
        performer?: 'me' | string;
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
            /** @description Not completed: `saving` and `open` together */
            unfinished: number;
            /** @description Of those: whose performer may no longer perform, and nobody else could be drawn yet */
            waits_for_performer: number;
          };
        };
      };
      /** @description `invalid-request`: A filter is wrong or unknown; `errors` names it */
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
      /** @description `missing-scope`: The service has no scope tasks:read */
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
  ReassignmentsController_reassign: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any unique text, such as a UUID: the same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It will be done; `Location` names it */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @description Tasks whose performer was drawn anew
             * @example 35000
             */
            done: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            finished_at: string | null;
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /** @description Tasks that were completed before their turn came; null until it is completed */
            passed_over: number | null;
            /**
             * @description Tasks drawn in a second, so far
             * @example 24000
             */
            per_second: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            requested_at: string;
            requested_by: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /** @description What all its draws follow from; null until it is completed, so that nobody can foresee them */
            seed: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            started_at: string | null;
            /**
             * @description One goes on at a time, in the order in which they were asked for
             * @example running
             * @enum {string}
             */
            state: 'queued' | 'running' | 'waiting_for_performers' | 'completed';
            /**
             * @description Tasks that were open when it started; null until then
             * @example 100000
             */
            total: number | null;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services may not */
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
      /** @description `too-many-reassignments`: Reassignments of yours are waiting; see Retry-After */
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
  ReassignmentsController_preview: {
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
            /** @description What all fees add up to, for each currency */
            fees: {
              /** @description Amount in minor units of the currency */
              amount: number;
              currency: string;
            }[];
            /** @description Open tasks, each of which gets a performer */
            tasks: number;
            /** @description Of those: not priced yet, so that their fees are not in the sum */
            unpriced: number;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services may not */
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
      /** @description `database-unavailable`: The database does not answer; try again shortly; `searches-busy`: Too many people are searching; see Retry-After; `read-took-too-long`: The sum took too long and was stopped */
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
  ReassignmentsController_list: {
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
               * @description Tasks whose performer was drawn anew
               * @example 35000
               */
              done: number;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              finished_at: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              id: string;
              /** @description Tasks that were completed before their turn came; null until it is completed */
              passed_over: number | null;
              /**
               * @description Tasks drawn in a second, so far
               * @example 24000
               */
              per_second: number;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              requested_at: string;
              requested_by: {
                /**
                 * @description Null until Tasks has fetched it from Auth
                 * @example Polly
                 */
                name: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
              /** @description What all its draws follow from; null until it is completed, so that nobody can foresee them */
              seed: string | null;
              /**
               * Format: date-time
               * @description ISO 8601 date-time with zone
               */
              started_at: string | null;
              /**
               * @description One goes on at a time, in the order in which they were asked for
               * @example running
               * @enum {string}
               */
              state: 'queued' | 'running' | 'waiting_for_performers' | 'completed';
              /**
               * @description Tasks that were open when it started; null until then
               * @example 100000
               */
              total: number | null;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services may not */
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
  ReassignmentsController_read: {
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
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @description Tasks whose performer was drawn anew
             * @example 35000
             */
            done: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            finished_at: string | null;
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /** @description Tasks that were completed before their turn came; null until it is completed */
            passed_over: number | null;
            /**
             * @description Tasks drawn in a second, so far
             * @example 24000
             */
            per_second: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            requested_at: string;
            requested_by: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /** @description What all its draws follow from; null until it is completed, so that nobody can foresee them */
            seed: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            started_at: string | null;
            /**
             * @description One goes on at a time, in the order in which they were asked for
             * @example running
             * @enum {string}
             */
            state: 'queued' | 'running' | 'waiting_for_performers' | 'completed';
            /**
             * @description Tasks that were open when it started; null until then
             * @example 100000
             */
            total: number | null;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services may not */
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
      /** @description `reassignment-not-found`: There is no such reassignment */
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
  ReassignmentsController_draws: {
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
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Draws that do not follow from the seed and the people there were: 0 */
            differences: number;
            /** @description Tasks whose performer was drawn anew */
            draws: number;
            /** @description Everybody who could be drawn, those with the most draws first */
            performers: {
              draws: number;
              performer: {
                /**
                 * @description Null until Tasks has fetched it from Auth
                 * @example Polly
                 */
                name: string | null;
                /**
                 * Format: uuid
                 * @description UUID
                 */
                uuid: string;
              };
            }[];
            seed: string;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services may not */
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
      /** @description `reassignment-not-found`: There is no such reassignment */
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
      /** @description `reassignment-not-completed`: Its draws are shown once all are done */
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
  ReassignmentsController_watch: {
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
      /** @description Events, each with a reassignment */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': {
            /**
             * @description Tasks whose performer was drawn anew
             * @example 35000
             */
            done: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            finished_at: string | null;
            /**
             * Format: uuid
             * @description UUID
             */
            id: string;
            /** @description Tasks that were completed before their turn came; null until it is completed */
            passed_over: number | null;
            /**
             * @description Tasks drawn in a second, so far
             * @example 24000
             */
            per_second: number;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            requested_at: string;
            requested_by: {
              /**
               * @description Null until Tasks has fetched it from Auth
               * @example Polly
               */
              name: string | null;
              /**
               * Format: uuid
               * @description UUID
               */
              uuid: string;
            };
            /** @description What all its draws follow from; null until it is completed, so that nobody can foresee them */
            seed: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 date-time with zone
             */
            started_at: string | null;
            /**
             * @description One goes on at a time, in the order in which they were asked for
             * @example running
             * @enum {string}
             */
            state: 'queued' | 'running' | 'waiting_for_performers' | 'completed';
            /**
             * @description Tasks that were open when it started; null until then
             * @example 100000
             */
            total: number | null;
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
      /** @description `role-required`: Only managers and administrators may; `missing-scope`: Services may not */
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
      /** @description `reassignment-not-found`: There is no such reassignment */
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
      /** @description `too-many-streams`: The person has 32 streams open here; close one */
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
}
