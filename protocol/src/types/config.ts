/* Made from config/parta.schema.json by `npm run generate`: change it there. */

/**
 * Configuration of the Parta appservice. Every value may also come from the environment: PARTA_ and the path in capitals with double underscores, e.g. PARTA_DATABASE__URL.
 */
export interface PartaConfig {
  /**
   * One deployment of Parta and its homeserver.
   */
  district: {
    /**
     * Shown before anybody is logged in.
     */
    name: string;
    /**
     * Language for people and schools that have not chosen one.
     */
    default_locale: "ru" | "en";
    /**
     * IANA time zone of schools whose export does not say.
     */
    default_time_zone: string;
  };
  /**
   * The Matrix homeserver that this deployment works with.
   */
  homeserver: {
    /**
     * Client-Server API as the appservice reaches it.
     */
    url: string;
    /**
     * Client-Server API as browsers reach it.
     */
    public_url: string;
    /**
     * The part after the colon in Matrix IDs.
     */
    server_name: string;
    /**
     * Access token of a homeserver administrator (Synapse). Optional: without it people cannot set a password, see docs/homeservers.md.
     */
    admin_token?: string;
    /**
     * Milliseconds after which one request to the homeserver is given up.
     */
    request_timeout_ms: number;
    /**
     * File of certificate authorities (PEM) that other homeservers may be certified by, beside the public ones. Relative to this file.
     */
    federation_ca_file?: string;
    /**
     * Whether other homeservers may be at private addresses. Allow it only where all partners are inside one network: anybody can name a server that Parta then asks.
     */
    federation_private_networks: "refuse" | "allow";
  };
  /**
   * This appservice, as others reach it.
   */
  appservice: {
    /**
     * Where the homeserver reaches this appservice; written into the registration.
     */
    url: string;
    /**
     * Address to listen on.
     */
    host: string;
    /**
     * Port to listen on.
     */
    port: number;
    /**
     * Path of the registration file, relative to this file.
     */
    registration: string;
    /**
     * How many reverse proxies stand in front; decides which address counts for rate limits.
     */
    trusted_proxies: number;
  };
  /**
   * Where everything that Parta knows is kept.
   */
  database: {
    /**
     * PostgreSQL 15 or newer.
     */
    url: string;
    /**
     * Connections of one process.
     */
    pool_size: number;
  };
  /**
   * The web client.
   */
  web: {
    /**
     * Where people open the web client; links lead there.
     */
    public_url: string;
    /**
     * Folder of the built web client, relative to this file. Leave out when another server serves it.
     */
    client?: string;
  };
  /**
   * Matrix accounts and sessions of people.
   */
  accounts: {
    /**
     * When people of a roster get their Matrix account: at import, or when they first come.
     */
    provision: "roster" | "arrival";
    /**
     * Days an API session lives.
     */
    session_days: number;
  };
  /**
   * Parents and other guardians of pupils.
   */
  guardians: {
    /**
     * Whether there may be invite links for all parents of a class. Without them parents come by a link that is bound to their child, so that it is known who is whose.
     */
    class_links: "refuse" | "allow";
  };
  /**
   * Rooms that Parta makes and keeps in line.
   */
  rooms: {
    /**
     * Path of the room templates, relative to this file.
     */
    templates: string;
    /**
     * Requests to the homeserver at once while rooms are brought into line.
     */
    concurrency: number;
  };
  /**
   * Who may talk to whom outside the rooms that Parta made.
   */
  safety: {
    /**
     * Whose rooms the homeserver tells Parta of. everybody: all people of this homeserver, so that the rules hold in every room they are in. own_accounts: only accounts that Parta made; for a district whose pupils have no accounts. Run `parta registration --update` after changing it, and restart the homeserver.
     */
    watch: "everybody" | "own_accounts";
  };
  /**
   * Lessons, and calendars of others that classes are subscribed to.
   */
  timetable: {
    /**
     * Whether subscribed calendars may be at private addresses. Allow it only where the school's timetable program is inside the network: teachers can name any address that Parta then asks.
     */
    private_networks: "refuse" | "allow";
  };
  /**
   * Reports, cases, and what class teachers do to keep order.
   */
  moderation: {
    /**
     * Seals the evidence of cases. Optional: without it a secret of the registration is used, and a new registration makes older evidence unreadable. Keep a copy apart from the backups of the database.
     */
    evidence_secret?: string;
    /**
     * Hours until a report should be decided about.
     */
    deadline_hours: number;
    /**
     * Minutes for which sealed evidence may be read once another administrator allowed it.
     */
    access_minutes: number;
    /**
     * Days in which a decision may be appealed.
     */
    appeal_days: number;
    /**
     * Words, with commas between them, for which messages of pupils and parents are removed; their writer is always told. Off when empty.
     */
    filter_words: string;
    /**
     * Whether messages of pupils and parents with links are removed; their writer is always told.
     */
    filter_links: "allow" | "refuse";
  };
  /**
   * Documents: class libraries, work that is handed in, personal stores.
   */
  documents: {
    /**
     * Where the content lies. homeserver: in its media repository, known to Parta alone; its own limit of an upload holds, too. s3: in an S3-compatible store.
     */
    storage: "homeserver" | "s3";
    /**
     * The S3-compatible store, when storage is s3.
     */
    s3?: {
      /**
       * Address of the store.
       */
      url: string;
      /**
       * Region that requests are signed for.
       */
      region: string;
      /**
       * A bucket that exists and that nobody else writes to. It must not be public.
       */
      bucket: string;
      /**
       * Who Parta is there.
       */
      access_key: string;
      /**
       * The secret of that key.
       */
      secret_key: string;
    };
    /**
     * Host and port of clamd, which looks through every file for viruses. While it is away files wait. Left out: files are not looked through.
     */
    scanner?: string;
    /**
     * Megabytes that a file may have.
     */
    max_file_mb: number;
    /**
     * Megabytes of the personal store of one person.
     */
    personal_mb: number;
    /**
     * Megabytes of the library of one class.
     */
    library_mb: number;
    /**
     * Megabytes that one pupil may hand in for one task.
     */
    hand_in_mb: number;
    /**
     * Millions of pixels that a picture may have.
     */
    max_megapixels: number;
    /**
     * Days that a link into a chat may live at most.
     */
    share_days: number;
  };
  /**
   * The durable receiver of events from the homeserver.
   */
  inbox: {
    /**
     * Rooms whose events are handled at once by one process.
     */
    workers: number;
    /**
     * Tries before an event goes to the dead letters.
     */
    max_attempts: number;
    /**
     * Days that the ids of handled events are remembered, to recognise repeats.
     */
    keep_days: number;
  };
  /**
   * Lessons by video and audio. Without livekit: they are off, and say so.
   */
  lessons: {
    /**
     * The media server (SFU). With an address, a key and its secret lessons are on.
     */
    livekit?: {
      /**
       * LiveKit as browsers reach it.
       */
      url: string;
      /**
       * LiveKit as the appservice reaches it. Left out: url with http instead of ws.
       */
      api_url?: string;
      /**
       * One of the keys of LiveKit's configuration.
       */
      api_key: string;
      /**
       * The secret of that key, at least 32 random characters: openssl rand -hex 32.
       */
      api_secret: string;
    };
    /**
     * LiveKit Egress, which records lessons and streams broadcasts to many viewers. Without this section both say that they are not set up.
     */
    egress?: {
      /**
       * Whether those who run a lesson may record it. Everybody in it is told before it begins.
       */
      recording: boolean;
      /**
       * Days after which a recording is deleted.
       */
      keep_days: number;
      /**
       * Viewers from which on a broadcast is also streamed as HLS.
       */
      hls_from_viewers: number;
      /**
       * Where browsers find the folder that Egress writes to, e.g. served by a proxy or a CDN; only its hls/ need be reachable. Left out: no HLS.
       */
      hls_url?: string;
      /**
       * The folder that Egress writes to, as Egress sees it: where the school wants its recordings kept.
       */
      folder: string;
      /**
       * The same folder as the appservice sees it. Left out: the same path.
       */
      local_folder?: string;
    };
    /**
     * Minutes before its beginning at which a lesson of the timetable opens.
     */
    opens_before_minutes: number;
    /**
     * Minutes after its end at which a lesson closes.
     */
    closes_after_minutes: number;
    /**
     * Minutes within which a token must be used to enter the media server. Who is in stays.
     */
    token_minutes: number;
    /**
     * Whether pupils wait in the lobby until a teacher is there.
     */
    wait_for_teacher: boolean;
    /**
     * Days that attendance of lessons is kept.
     */
    attendance_keep_days: number;
  };
  /**
   * The log, JSON lines on standard output.
   */
  log: {
    /**
     * The least severe entries that are written.
     */
    level: "debug" | "info" | "warn" | "error";
  };
}
