import java.nio.file.Files;
import java.nio.file.Path;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.DisclosuresApi;
import org.openapitools.client.model.Disclosure;

/** Tries and records a disclosure with the client in Java that openapi-generator made, and reads it. */
final class Try {
  private static final String REGISTER = "E07000107";

  public static void main(String[] args) throws Exception {
    DisclosuresApi recorder = as(args[0], "RECORDER");
    DisclosuresApi dpo = as(args[0], "DPO");
    Disclosure disclosure = new ApiClient().getObjectMapper().readValue(Files.readString(Path.of(args[1])), Disclosure.class);
    var tried = recorder.recordDisclosure(REGISTER, disclosure, null, null, true);
    if (tried.getOutcome() == null || tried.getRules() == null || tried.getId() != null) {
      throw new AssertionError("a dry run says nothing of what would become of it");
    }
    var recorded = recorder.recordDisclosure(REGISTER, disclosure, "contract-java", null, null);
    var seen = dpo.openDisclosure(REGISTER, recorded.getId(), "Try the client");
    if (!disclosure.getCase().equals(seen.getEntry().getCase())) {
      throw new AssertionError("another case was read than was recorded");
    }
    try {
      recorder.recordDisclosure(REGISTER, disclosure.evidence(null), "contract-java-refused", null, null);
      throw new AssertionError("it was not refused");
    } catch (ApiException refused) {
      if (refused.getCode() != 422 || !refused.getResponseBody().contains("\"errors\"")) {
        throw refused;
      }
    }
    System.out.println("openapi-generator, Java: tried, recorded, read, and refused with reasons");
  }

  private static DisclosuresApi as(String url, String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(url);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + System.getenv(token)));
    return new DisclosuresApi(client);
  }
}
