/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.client;

import java.util.List;

import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.internal.connection.ClientConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * URIs of brokers: what is read from them, and what is refused.
 */
class ServerUriTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", emptyValue = "", value = {
			"broker.test | MQTT | broker.test | 1883 | ''", "broker.test:2883 | MQTT | broker.test | 2883 | ''",
			"' broker.test ' | MQTT | broker.test | 1883 | ''", "127.0.0.1 | MQTT | 127.0.0.1 | 1883 | ''",
			"under_score:1 | MQTT | under_score | 1 | ''", "::1 | MQTT | ::1 | 1883 | ''",
			"[::1] | MQTT | ::1 | 1883 | ''", "[::1]:2883 | MQTT | ::1 | 2883 | ''",
			"mqtt://broker.test | MQTT | broker.test | 1883 | ''",
			"mqtt://broker.test/ | MQTT | broker.test | 1883 | ''",
			"mqtt://broker.test:1 | MQTT | broker.test | 1 | ''",
			"mqtt://broker.test:65535/ | MQTT | broker.test | 65535 | ''",
			"MQTT://Broker.Test | MQTT | Broker.Test | 1883 | ''", "tcp://broker.test | MQTT | broker.test | 1883 | ''",
			"mqtt://[fe80::1%eth0]:2883 | MQTT | fe80::1%eth0 | 2883 | ''",
			"mqtt://[::ffff:10.0.0.1] | MQTT | ::ffff:10.0.0.1 | 1883 | ''",
			"mqtts://broker.test | MQTTS | broker.test | 8883 | ''",
			"mqtts://[2001:db8::1] | MQTTS | 2001:db8::1 | 8883 | ''",
			"ssl://broker.test:443 | MQTTS | broker.test | 443 | ''",
			"tls://broker.test | MQTTS | broker.test | 8883 | ''", "ws://broker.test | WS | broker.test | 80 | /mqtt",
			"ws://broker.test/ | WS | broker.test | 80 | /",
			"ws://broker.test:8080/a/b%20c | WS | broker.test | 8080 | /a/b%20c",
			"ws://broker.test/mqtt?token=a%2Bb&x=/y?z | WS | broker.test | 80 | /mqtt?token=a%2Bb&x=/y?z",
			"ws://broker.test?token=a | WS | broker.test | 80 | /?token=a", "ws://[::1]:8080 | WS | ::1 | 8080 | /mqtt",
			"ws://broker.test/@b:c | WS | broker.test | 80 | /@b:c",
			"wss://broker.test | WSS | broker.test | 443 | /mqtt",
			"WSS://broker.test:8443/x?y | WSS | broker.test | 8443 | /x?y",
			"unix:/run/mqtt.sock | UNIX | '' | 0 | /run/mqtt.sock",
			"unix:///run/mqtt.sock | UNIX | '' | 0 | /run/mqtt.sock",
			"UNIX:/run/mqtt.sock | UNIX | '' | 0 | /run/mqtt.sock", "unix:/a%20b+c@d | UNIX | '' | 0 | /a b+c@d",
			"unix:relative.sock | UNIX | '' | 0 | relative.sock" })
	void addressesAreRead(String uri, Scheme scheme, String host, int port, String path) {
		ServerUri parsed = ServerUri.parse(uri);
		assertThat(parsed.credentials()).isNull();
		ServerAddress expected = new ServerAddress(scheme, host, port, path);
		assertThat(parsed.toAddress(false, 0)).isEqualTo(expected);
		assertThat(parsed).hasToString(expected.toString());
		assertThat(config(MqttClient.builder(uri)).servers()).containsExactly(expected);
		assertThat(config(MqttClient.builder("other.test").uri(uri)).servers()).containsExactly(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = { "mqtt://ada:s3cret@broker.test | ada | s3cret",
			"ada:s3cret@broker.test:1 | ada | s3cret", "mqtts://ada:s3cret@[::1]:1 | ada | s3cret",
			"ws://ada:s3cret@broker.test/x | ada | s3cret", "wss://ada:s3cret@broker.test?x | ada | s3cret",
			"mqtt://ada@broker.test | ada | -", "mqtt://ada:@broker.test | ada | ''",
			"mqtt://:s3cret@broker.test | '' | s3cret", "mqtt://ada:a:b@broker.test | ada | a:b",
			"mqtt://a@b:c@d@broker.test | a@b | c@d", "mqtt://a%40b%3Ac:%2F%3F%23%25@broker.test | a@b:c | /?#%",
			"mqtt://a+b:c+d%2B%20@broker.test | a+b | 'c+d+ '", "mqtt://%C3%A4:%E2%82%ac@broker.test | \u00e4 | \u20ac",
			"mqtt://\u00e4:\u20ac@broker.test | \u00e4 | \u20ac" })
	void credentialsAreRead(String uri, String username, @Nullable String password) {
		Credentials credentials = ServerUri.parse(uri).credentials();
		assertThat(credentials).isNotNull();
		assertThat(credentials.username()).isEqualTo(username);
		assertThat(credentials.password()).isEqualTo(Credentials.of("", password).password());
		assertThat(credentials(MqttClient.builder("other.test").uri(uri))).usingRecursiveComparison()
			.isEqualTo(credentials);
	}

	@Test
	void credentialsOfAUriGoWithIt() {
		MqttClientV311.Builder builder = MqttClient.builder("mqtt://user:word@one.test");
		assertThat(credentials(builder).username()).isEqualTo("user");
		assertThat(credentials(builder.uri("mqtt://two.test")).username()).isNull();
		assertThat(credentials(builder.uri("mqtt://other:word@two.test")).username()).isEqualTo("other");
		assertThat(credentials(builder.servers(new ServerAddress("three.test", 1883))).username()).isNull();
		builder.uri("mqtt://user:word@one.test").credentials("own", "word");
		assertThat(credentials(builder.uri("mqtt://two.test")).username()).isEqualTo("own");
	}

	@Test
	void emptyUserInformationIsNone() {
		assertThat(ServerUri.parse("mqtt://@broker.test").credentials()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', value = { "http://ada:s3cret@h | not by 'http'",
			"mqtt+s3cret!://h | A broker is reached by", "://ada:s3cret@h | A broker is reached by",
			"ada:s3cret://h | A broker is reached by", "mqtt:// | Host must not be empty",
			"mqtt://ada:s3cret@ | Host must not be empty", "mqtt://ada:s3cret@:1883 | Host must not be empty",
			"mqtt:///s3cret | no path in a URI of mqtt", "ws:///s3cret | Host must not be empty",
			"mqtt://ada:s3cret@[] | Host must not be empty", "mqtt://ada:s3cret@h:0 | from 1 to 65535",
			"mqtt://ada:s3cret@h:65536 | from 1 to 65535", "mqtt://ada:s3cret@h:99999999999 | from 1 to 65535",
			"mqtt://ada:s3cret@h: | must be a number", "mqtt://ada:s3cret@h:x | must be a number",
			"mqtt://ada:s3cret@h:-1 | must be a number", "mqtt://ada:s3cret@h:+1 | must be a number",
			"mqtt://ada:s3cret@[::1]1 | must be a number", "mqtt://ada:s3cret | must be a number",
			"mqtt://ada:s3cret@[::1 | not closed", "mqtt://ada:s3cret@h:1:2:x | must be a name or an address",
			"mqtt://ada:x:s3cret | must be a name or an address", "mqtt://ada:s3cret@[h]:1 | must be an IPv6 address",
			"mqtt://ada:s3cret@h h | must be a name or an address",
			"mqtt://ada:s3cret@h\\x | must be a name or an address",
			"mqtt://ada:s3cret@h/topic | no path in a URI of mqtt",
			"mqtts://ada:s3cret@h?x | no path in a URI of mqtts", "mqtt://ada:s3cret@h#x | no fragment",
			"ws://ada:s3cret@h/x#y | no fragment", "ws://ada:s3cret@h/a b | without spaces",
			"ws://ada:s3cret@h/\u00e4 | without spaces", "mqtt://ada:s3cret%@h | percent-encoded",
			"mqtt://ada:s3cret%4@h | percent-encoded", "mqtt://ada:s3cret%zz@h | percent-encoded",
			"mqtt://ada:s3cret%FF@h | percent-encoded", "mqtt://s3cret%00:x@h | User name",
			"unix: | needs the path of a file", "unix:// | needs the path of a file",
			"unix:/a%00b | needs the path of a file", "unix:/a%x | percent-encoded",
			"unix://ada:s3cret@h/a | three slashes", "unix://run/mqtt.sock | three slashes" })
	void whatIsMalformedIsRefused(String uri, String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerUri.parse(uri))
			.withMessageContaining(text)
			.satisfies(ServerUriTests::assertNoSecret);
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder("h").uri("mqtt://g", uri))
			.withMessageContaining(text)
			.satisfies(ServerUriTests::assertNoSecret);
	}

	private static void assertNoSecret(Throwable failure) {
		for (Throwable part = failure; part != null; part = part.getCause()) {
			assertThat(part.toString()).doesNotContain("s3cret");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void whatIsEmptyIsRefused(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerUri.parse(uri))
			.withMessage("Host must not be empty");
	}

	// Several

	@Test
	void severalUrisAreTakenInTheirOrder() {
		assertThat(config(MqttClient.builder("other.test").uri("unix:/a", "wss://b", "mqtt://c:1")).servers())
			.containsExactly(new ServerAddress(Scheme.UNIX, "", 0, "/a"),
					new ServerAddress(Scheme.WSS, "b", 443, "/mqtt"), new ServerAddress("c", 1));
	}

	@Test
	void theLastOfUrisAndServersCounts() {
		ServerAddress server = new ServerAddress("b", 2);
		assertThat(config(MqttClient.builder("a").uri("mqtt://c").servers(server)).servers()).containsExactly(server);
		assertThat(config(MqttClient.builder("a").servers(server).uri("mqtt://c:3")).servers())
			.containsExactly(new ServerAddress("c", 3));
	}

	@Test
	void credentialsOfOneUriAreThoseOfTheClient() {
		assertThat(credentials(MqttClient.builder("h").uri("mqtt://a", "mqtt://ada:s3cret@b", "mqtt://c")))
			.usingRecursiveComparison()
			.isEqualTo(Credentials.of("ada", "s3cret"));
		assertThat(credentials(MqttClient.builder("h").uri("mqtt://ada:s3cret@a", "ws://ada:s3%63ret@b")))
			.usingRecursiveComparison()
			.isEqualTo(Credentials.of("ada", "s3cret"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws://ada:s3cret2@b", "ws://eve:s3cret@b", "ws://ada@b", "ws://ada:@b" })
	void differentCredentialsAreRefused(String other) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClient.builder("h").uri("mqtt://ada:s3cret@a", "mqtt://c", other))
			.withMessageContaining("different credentials")
			.satisfies(ServerUriTests::assertNoSecret);
	}

	/**
	 * What was refused leaves the builder as it was.
	 */
	@Test
	void refusedUrisChangeNothing() {
		MqttClientV311.Builder builder = MqttClient.builder("mqtt://ada:s3cret@a");
		for (String uri : List.of("ftp://b", "mqtt://eve:x@b")) {
			assertThatIllegalArgumentException().isThrownBy(() -> builder.uri(uri, "mqtt://ada:x@c"));
		}
		assertThat(config(builder).servers()).containsExactly(new ServerAddress("a", 1883));
		assertThat(credentials(builder)).usingRecursiveComparison().isEqualTo(Credentials.of("ada", "s3cret"));
	}

	@Test
	void whatIsSetLaterReplacesTheCredentialsOfAUri() {
		assertThat(credentials(MqttClient.builder("mqtt://ada:s3cret@a").credentials("eve", "x")))
			.usingRecursiveComparison()
			.isEqualTo(Credentials.of("eve", "x"));
		assertThat(credentials(MqttClient.builder("h").credentials("eve", "x").uri("mqtt://a")))
			.usingRecursiveComparison()
			.isEqualTo(Credentials.of("eve", "x"));
	}

	// Port and TLS of the builder

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a | a:2", "mqtt://a:1 | a:2", "ws://a/x | ws://a:2/x", "unix:/a | unix:/a" })
	void thePortOfTheBuilderIsForTheUriItWasBegunWith(String uri, String expected) {
		assertThat(config(MqttClient.builder(uri).port(2)).servers()).singleElement().hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a | MQTTS | 8883", "mqtt://a | MQTTS | 8883", "mqtt://a:1 | MQTTS | 1",
			"ws://a | WSS | 443", "wss://a | WSS | 443", "unix:/a | UNIX | 0" })
	void withTlsOptionsNothingGoesInTheClear(String uri, Scheme scheme, int port) {
		for (MqttClientV311.Builder builder : List.of(MqttClient.builder(uri).tls(),
				MqttClient.builder("h").tls().uri(uri), MqttClient.builder("h").uri(uri).tls())) {
			ServerAddress server = config(builder).servers().get(0);
			assertThat(server.scheme()).isEqualTo(scheme);
			assertThat(server.port()).isEqualTo(port);
		}
	}

	@ParameterizedTest
	@CsvSource({ "mqtt://a, false", "mqtts://a, true", "ws://a, false", "wss://a, true", "unix:/a, false" })
	void theSchemeAloneMakesTlsOptions(String uri, boolean tls) {
		assertThat(config(MqttClient.builder(uri)).tls() != null).isEqualTo(tls);
	}

	private static ClientConfig config(MqttClientV311.Builder builder) {
		return ((ClientBuilder<?>) builder).settings.toConfig();
	}

	private static Credentials credentials(MqttClientV311.Builder builder) {
		return config(builder).credentials()
			.credentials(new ServerAddress("any", 1))
			.toCompletableFuture()
			.getNow(Credentials.NONE);
	}

}
