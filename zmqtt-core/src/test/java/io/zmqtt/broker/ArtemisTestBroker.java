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

package io.zmqtt.broker;

import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.jspecify.annotations.Nullable;

record ArtemisTestBroker(EmbeddedMqttBroker broker, ServerAddress.Scheme scheme,
		@Nullable TlsOptions tls) implements TestBroker {

	/**
	 * Its one port without TLS is for MQTT and WebSocket.
	 */
	@Override
	public ServerAddress address() {
		int port = this.scheme.isEncrypted() ? this.broker.tlsPort() : this.broker.port();
		return new ServerAddress(this.scheme, this.broker.host(), port, this.scheme.isWebSocket() ? "/mqtt" : "");
	}

	@Override
	public void kill() {
		this.broker.stop();
	}

	@Override
	public void restart() {
		this.broker.restart();
	}

	@Override
	public void close() {
		this.broker.close();
	}

}
