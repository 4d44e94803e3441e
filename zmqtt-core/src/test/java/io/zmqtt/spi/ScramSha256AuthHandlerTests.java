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
package io.zmqtt.spi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.zmqtt.ServerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * SCRAM-SHA-256 with the example of RFC 7677, section 3.
 */
class ScramSha256AuthHandlerTests {

	private static final ServerAddress SERVER = new ServerAddress("localhost", 1883);

	private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

	private static final String SERVER_NONCE = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

	private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

	private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

	@Test
	void exampleOfTheStandard() {
		AuthHandler handler = new ScramSha256AuthHandler("user", "pencil".toCharArray(), () -> NONCE);
		assertThat(handler.method()).isEqualTo("SCRAM-SHA-256");
		AuthExchange exchange = handler.start(SERVER);
		assertThat(text(exchange.initial())).isEqualTo("n,,n=user,r=" + NONCE);
		assertThat(text(exchange.challenge(data(SERVER_FIRST))))
			.isEqualTo("c=biws,r=" + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
		assertThat(exchange.success(data(SERVER_FINAL)).toCompletableFuture()).isCompleted();
	}

	@Test
	void extensionsBehindWhatIsNeededAreIgnored() {
		AuthExchange exchange = exchange();
		exchange.challenge(data(SERVER_FIRST + ",x=later"));
		// they are part of what is signed, so the example's signature does not fit any
		// longer
		assertThat(problem(exchange.success(data(SERVER_FINAL)))).contains("could not prove");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "r=other%nonce,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096 | nonce",
					"r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096 | nonce",
					"r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095 | from 4096",
					"r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10000001 | from 4096",
					"r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=many | not a number",
					"r=" + SERVER_NONCE + ",s=?,i=4096 | base64", "r=" + SERVER_NONCE + ",s=,i=4096 | salt",
					"m=extension,r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096 | attribute r",
					"e=unknown-user | not one of SCRAM", "'' | not one of SCRAM" })
	void badFirstMessageOfTheServer(String message, String problem) {
		assertThat(problem(exchange().challenge(data(message)))).contains(problem);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4= | could not prove",
			"v= | could not prove", "v=? | base64", "e=invalid-proof | error", "'' | attribute v" })
	void badLastMessageOfTheServer(String message, String problem) {
		AuthExchange exchange = exchange();
		exchange.challenge(data(SERVER_FIRST));
		assertThat(problem(exchange.success(data(message)))).contains(problem);
	}

	@Test
	void aServerThatSkipsStepsIsRefused() {
		assertThat(problem(exchange().success(data(SERVER_FINAL)))).contains("without asking");
		AuthExchange exchange = exchange();
		exchange.challenge(data(SERVER_FIRST));
		assertThat(problem(exchange.challenge(data(SERVER_FIRST)))).contains("twice");
		assertThat(problem(exchange.success(AuthData.none()))).contains("no message");
	}

	@Test
	void eachExchangeHasItsOwnNonce() {
		AuthHandler handler = new ScramSha256AuthHandler("user", "pencil");
		String first = text(handler.start(SERVER).initial());
		assertThat(first).startsWith("n,,n=user,r=").hasSizeGreaterThan(40);
		assertThat(text(handler.start(SERVER).initial())).isNotEqualTo(first);
	}

	@Test
	void namesAreEscapedAndNormalised() {
		AuthHandler handler = new ScramSha256AuthHandler("a=b,c\uFF11", "pencil".toCharArray(), () -> "x");
		assertThat(text(handler.start(SERVER).initial())).isEqualTo("n,,n=a=3Db=2Cc1,r=x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\u0000", "a\n", "a\u00AD", "\uE000", "\uFFFD", "\uD800" })
	void forbiddenCharactersAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ScramSha256AuthHandler(text, "pencil"))
			.withMessageStartingWith("User name");
		assertThatIllegalArgumentException().isThrownBy(() -> new ScramSha256AuthHandler("user", text))
			.withMessageStartingWith("Password");
	}

	@Test
	void secretsAreNotInTexts() {
		AuthHandler handler = new ScramSha256AuthHandler("user", "pencil");
		assertThat(handler.toString()).doesNotContain("user", "pencil");
		assertThat(AuthData.of("pencil".getBytes(StandardCharsets.UTF_8))).hasToString("AuthData[6 bytes]");
	}

	@Test
	void dataAreLimited() {
		assertThat(AuthData.of(new byte[65_535]).data()).hasSize(65_535);
		assertThatIllegalArgumentException().isThrownBy(() -> AuthData.of(new byte[65_536]));
	}

	private static AuthExchange exchange() {
		return new ScramSha256AuthHandler("user", "pencil".toCharArray(), () -> NONCE).start(SERVER);
	}

	private static AuthData data(String text) {
		return AuthData.of(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(CompletionStage<AuthData> stage) {
		return new String(stage.toCompletableFuture().join().data(), StandardCharsets.UTF_8);
	}

	private static String problem(CompletionStage<?> stage) {
		return assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> stage.toCompletableFuture().get())
			.withCauseInstanceOf(GeneralSecurityException.class)
			.actual()
			.getCause()
			.getMessage();
	}

}
