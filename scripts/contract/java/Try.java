import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CasesApi;
import org.openapitools.client.api.DisclosuresApi;
import org.openapitools.client.api.ExportsApi;
import org.openapitools.client.model.Disclosure;
import org.openapitools.client.model.EntryOfDisclosure;
import org.openapitools.client.model.ExportRequest;
import org.openapitools.client.model.LetterRequest;
import org.openapitools.client.model.Search;

/**
 * Tries and records a disclosure with the client in Java that openapi-generator made, reads it,
 * attaches a letter and makes an export.
 */
final class Try {
  private static final String REGISTER = "E07000107";

  public static void main(String[] args) throws Exception {
    DisclosuresApi recorder = new DisclosuresApi(as(args[0], "RECORDER"));
    DisclosuresApi dpo = new DisclosuresApi(as(args[0], "DPO"));
    Disclosure disclosure = new ApiClient().getObjectMapper().readValue(Files.readString(Path.of(args[1])), Disclosure.class);
    var tried = recorder.recordDisclosure(REGISTER, disclosure, null, null, true);
    if (tried.getOutcome() == null || tried.getRules() == null || tried.getId() != null) {
      throw new AssertionError("a dry run says nothing of what would become of it");
    }
    var recorded = recorder.recordDisclosure(REGISTER, disclosure, "contract-java", null, null);
    var seen = dpo.openDisclosure(REGISTER, recorded.getId(), "Try the client");
    if (!(seen.getEntry().getActualInstance() instanceof EntryOfDisclosure entry) || !disclosure.getCase().equals(entry.getBody().getCase())) {
      throw new AssertionError("another case was read than was recorded");
    }
    attach(new CasesApi(as(args[0], "RECORDER")), disclosure.getCase(), recorded.getId());
    export(new ExportsApi(as(args[0], "DPO")), disclosure.getCase());
    try {
      recorder.recordDisclosure(REGISTER, disclosure.evidence(null), "contract-java-refused", null, null);
      throw new AssertionError("it was not refused");
    } catch (ApiException refused) {
      if (refused.getCode() != 422 || !refused.getResponseBody().contains("\"errors\"")) {
        throw refused;
      }
    }
    System.out.println("openapi-generator, Java: tried, recorded, read, refused with reasons, a letter attached and an export made");
  }

  private static void attach(CasesApi cases, String of, String recorded) throws Exception {
    byte[] letter = "SAMPLE. Sent by the client in Java.".getBytes(StandardCharsets.UTF_8);
    var ticket = cases.requestUpload(REGISTER, "contract-java-letter", of,
        new LetterRequest().title("Sample letter").contentType("text/plain").size((long) letter.length).sha256(digest(letter)).disclosure(recorded));
    var put = HttpRequest.newBuilder(URI.create(ticket.getUrl())).method(ticket.getMethod(), HttpRequest.BodyPublishers.ofByteArray(letter));
    ticket.getHeaders().forEach((name, value) -> {
      if (!name.equalsIgnoreCase("Content-Length")) { // which Java sends by itself, and lets nobody else say
        put.header(name, value);
      }
    });
    var sent = HttpClient.newHttpClient().send(put.build(), BodyHandlers.ofString());
    if (sent.statusCode() != 200) {
      throw new AssertionError("the archive answered " + sent.statusCode());
    }
    cases.completeUpload(REGISTER, "contract-java-archived", of, ticket.getDocument());
  }

  private static void export(ExportsApi exports, String of) throws Exception {
    var job = exports.requestExport(REGISTER, "contract-java-export",
        new ExportRequest().format(ExportRequest.FormatEnum.XLSX).filter(new Search()._case(of)).purpose("Try the client"));
    for (int n = 0; job.getUrl() == null && n < 100; n++) {
      Thread.sleep(100);
      job = exports.showExport(REGISTER, job.getId(), "Try the client");
    }
    var file = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(job.getUrl())).build(), BodyHandlers.ofByteArray());
    if (job.getRows() == 0 || !digest(file.body()).equals(job.getSha256())) {
      throw new AssertionError("the export is not the bytes of its digest");
    }
  }

  private static String digest(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static ApiClient as(String url, String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(url);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + System.getenv(token)));
    return client;
  }
}
