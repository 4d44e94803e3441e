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

package io.zmqtt.internal.connection;

import java.util.List;
import java.util.Set;

import io.zmqtt.FailureAction;
import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.conformance.Semantics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryRulesTests {

	private static final ServerAddress SERVER = new ServerAddress("broker", 1883);

	/**
	 * What another attempt would only repeat.
	 */
	private static final Set<Integer> PERMANENT = Set.of(0x81, 0x82, 0x84, 0x85, 0x8A, 0x8C, 0x90, 0x95, 0x99, 0x9A,
			0x9B);

	private static final Set<Integer> CREDENTIALS = Set.of(0x86, 0x87);

	private static MqttException refusal(ReasonCode code) {
		return switch (code) {
			case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BAD_AUTHENTICATION_METHOD ->
				new MqttAuthException(SERVER, "refused", code, null, List.of());
			default -> new MqttConnectException(SERVER, "refused", code, null, null, List.of());
		};
	}

	private static MqttException disconnect(Source source, ReasonCode code) {
		return new MqttDisconnectedException(source, "ended", code, null, null, List.of(), null);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics({ "5.2", "5.3" })
	void refusalsOfAConnection(ReasonCode code) {
		boolean permanent = PERMANENT.contains(code.code());
		boolean credentials = CREDENTIALS.contains(code.code());
		for (FailureAction taken : FailureAction.values()) {
			RetryRules retrying = new RetryRules(FailureAction.RETRY, taken);
			assertThat(retrying.isPermanent(refusal(code), false)).isEqualTo(permanent || credentials);
			assertThat(retrying.isPermanent(refusal(code), true)).isEqualTo(permanent);
			RetryRules failing = new RetryRules(FailureAction.FAIL, taken);
			assertThat(failing.isPermanent(refusal(code), false)).isEqualTo(permanent || credentials);
			assertThat(failing.isPermanent(refusal(code), true)).isEqualTo(permanent || credentials);
		}
		assertThat(RetryRules.isCredentials(refusal(code))).isEqualTo(credentials);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics({ "5.4", "5.5" })
	void disconnects(ReasonCode code) {
		boolean takenOver = code.code() == 0x8E;
		for (FailureAction auth : FailureAction.values()) {
			for (boolean before : new boolean[] { false, true }) {
				assertThat(new RetryRules(auth, FailureAction.FAIL).isPermanent(disconnect(Source.SERVER, code), before))
					.isEqualTo(takenOver);
				assertThat(
						new RetryRules(auth, FailureAction.RETRY).isPermanent(disconnect(Source.SERVER, code), before))
					.isFalse();
				assertThat(new RetryRules(auth, FailureAction.FAIL).isPermanent(disconnect(Source.CLIENT, code), before))
					.isFalse();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REFUSED")
	@Semantics("5.5")
	void whatComesBeforeAnAnswerIsRetried(Failure failure) {
		RetryRules rules = new RetryRules(FailureAction.FAIL, FailureAction.FAIL);
		assertThat(rules.isPermanent(new MqttConnectException(failure, SERVER, "failed", null), false)).isFalse();
		assertThat(rules.isPermanent(new MqttAuthException(SERVER, "failed", null), false)).isFalse();
	}

	@Test
	@Semantics("5.5")
	void aBrokenRuleIsRetried() {
		RetryRules rules = new RetryRules(FailureAction.FAIL, FailureAction.FAIL);
		assertThat(rules.isPermanent(new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "broken", null), true))
			.isFalse();
	}

}
