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

package io.zmqtt.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttVersion;

/**
 * Makes clients of the other version.
 */
public final class FakeClients {

	private FakeClients() {
	}

	/**
	 * Return a client of MQTT 3.1.1 that passes everything on.
	 */
	public static MqttClientV311 v311(FakeMqttClient client) {
		return (MqttClientV311) Proxy.newProxyInstance(FakeClients.class.getClassLoader(),
				new Class<?>[] { MqttClientV311.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("version")) {
						return MqttVersion.V3_1_1;
					}
					try {
						return method.invoke(client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
