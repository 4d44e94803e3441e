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

package io.zmqtt.spring.core;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.ServerAddress;
import io.zmqtt.spring.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MqttClientStarterTests {

	private final FakeMqttClient first = new FakeMqttClient();

	private final FakeMqttClient second = new FakeMqttClient();

	private final ObjectProvider<MqttClient> clients = clients();

	private ObjectProvider<MqttClient> clients() {
		StaticListableBeanFactory beanFactory = new StaticListableBeanFactory();
		beanFactory.addBean("first", this.first);
		beanFactory.addBean("second", this.second);
		return beanFactory.getBeanProvider(MqttClient.class);
	}

	@Test
	void waitsForThoseThatFailFast() {
		MqttClientStarter starter = new MqttClientStarter(this.clients, (client) -> client == this.second);
		starter.start();
		assertThat(this.first.calls).containsExactly("connect");
		assertThat(this.second.calls).containsExactly("connect and wait");
		assertThat(starter.isRunning()).isTrue();
	}

	@Test
	void failureTellsTheNameOfTheClient() {
		MqttConnectException failure = new MqttConnectException(MqttConnectException.Failure.UNREACHABLE,
				new ServerAddress("localhost", 1), "nobody there", null);
		this.second.failure = failure;
		MqttClientStarter starter = new MqttClientStarter(this.clients, true);
		assertThatExceptionOfType(MqttClientStartException.class).isThrownBy(starter::start)
			.withMessage("The MQTT client could not connect: nobody there")
			.satisfies((ex) -> assertThat(ex.getClientName()).isNull())
			.withCause(failure)
			.satisfies((ex) -> assertThat(ex.getFailure()).isSameAs(failure));
		starter.setClientNames((client) -> (client == this.second) ? "line2" : "other");
		assertThatExceptionOfType(MqttClientStartException.class).isThrownBy(starter::start)
			.withMessage("The MQTT client 'line2' could not connect: nobody there")
			.satisfies((ex) -> assertThat(ex.getClientName()).isEqualTo("line2"));
	}

	@Test
	void failureInTheBackgroundKeepsNothingFromStarting() {
		this.first.failure = new MqttConnectException(MqttConnectException.Failure.UNREACHABLE,
				new ServerAddress("localhost", 1), "nobody there", null);
		new MqttClientStarter(this.clients, false).start();
		assertThat(this.first.calls).containsExactly("connect");
		assertThat(this.second.calls).containsExactly("connect");
	}

}
