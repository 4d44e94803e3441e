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

package io.zmqtt.spring.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Enables {@link io.zmqtt.spring.annotation.MqttListener @MqttListener} methods, and
 * connects and disconnects clients with the application context. For use on
 * {@code @Configuration} classes of applications without Spring Boot, which supply the
 * client:
 *
 * <pre class="code">
 * &#64;Configuration
 * &#64;EnableMqtt
 * class AppConfig {
 *
 *     &#64;Bean
 *     MqttClient mqttClient() {
 *         return MqttClient.builder("broker.example.com").clientId("my-app").retryFirstConnect(true).build();
 *     }
 *
 *     &#64;Bean
 *     MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
 *         return new MqttListenerContainerFactory(client);
 *     }
 *
 *     &#64;Bean
 *     MqttTemplate mqttTemplate(MqttClient client) {
 *         return new MqttTemplate(client);
 *     }
 *
 * }
 * </pre>
 * <p>
 * Clients connect in the background when the context starts. With
 * {@link io.zmqtt.MqttClientBuilder#retryFirstConnect(boolean) retryFirstConnect} they
 * keep trying when the broker is down.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(MqttConfiguration.class)
public @interface EnableMqtt {

}
